package dev.brama.ingress;

import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject;
import dev.brama.proxy.BackendRef;
import dev.brama.syntax.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the peers of one Service's upstreams as a compilation would, without compiling all.
///
/// Belongs to one compilation. Immutable.
public final class EndpointResolution {
    private final Map<NamespacedName, Map<BackendRef, Tracked>> services;
    private final Optional<String> zone;

    EndpointResolution(
            Map<NamespacedName, Map<BackendRef, Tracked>> services, Optional<String> zone) {
        this.services = Map.copyOf(services);
        this.zone = zone;
    }

    /// What a compilation made of an upstream.
    ///
    /// @param service as it was
    /// @param port as the Ingress names it
    /// @param empty whether it had no endpoints
    /// @param dependent whether the configuration is another one without endpoints
    record Tracked(ServiceObject service, PortRef port, boolean empty, boolean dependent) {}

    /// What a change of endpoints leads to.
    public sealed interface Answer {
        /// New peers; the configuration stays as it is.
        ///
        /// @param addresses of each upstream of the Service; empty if no upstream is concerned
        /// @param problemsChange whether a compilation would tell other problems
        record Addresses(Map<BackendRef, List<HostPort>> addresses, boolean problemsChange)
                implements Answer {
            public Addresses {
                addresses = Map.copyOf(addresses);
            }
        }

        /// The configuration changes: compile.
        record CompileAnew() implements Answer {}
    }

    /// Answers for a Service whose EndpointSlices are these now.
    ///
    /// @param service the Service as it is now; absent if it is gone
    /// @param slices its EndpointSlices, of any order
    public Answer answer(
            NamespacedName id, Optional<ServiceObject> service, List<EndpointSliceObject> slices) {
        Map<BackendRef, List<HostPort>> addresses = new HashMap<>();
        boolean problemsChange = false;
        for (Map.Entry<BackendRef, Tracked> entry :
                services.getOrDefault(id, Map.of()).entrySet()) {
            Tracked then = entry.getValue();
            if (!service.equals(Optional.of(then.service()))) {
                return new Answer.CompileAnew();
            }
            List<HostPort> now =
                    EndpointSelection.of(
                            slices,
                            ServicePorts.of(
                                    then.service(),
                                    then.port(),
                                    entry.getKey().traffic().protocol()),
                            zone);
            if (now.isEmpty() != then.empty()) {
                if (then.dependent()) {
                    return new Answer.CompileAnew();
                }
                problemsChange = true;
            }
            addresses.put(entry.getKey(), now);
        }
        return new Answer.Addresses(addresses, problemsChange);
    }

    /// Collects what a compilation makes of upstreams.
    static final class Builder {
        private final Map<NamespacedName, Map<BackendRef, Tracked>> services = new HashMap<>();

        void add(BackendRef backend, Tracked tracked) {
            services.computeIfAbsent(tracked.service().id(), _ -> new HashMap<>())
                    .put(backend, tracked);
        }

        EndpointResolution build(Optional<String> zone) {
            return new EndpointResolution(services, zone);
        }
    }
}
