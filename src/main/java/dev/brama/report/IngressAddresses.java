package dev.brama.report;

import dev.brama.cluster.ControllerPod;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.PublishedService;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.report.AddressSource.NodeAddress;
import dev.brama.report.KubeWrite.SetIngressAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Which addresses the Ingresses of this controller carry in their status.
public final class IngressAddresses {
    private IngressAddresses() {}

    /// What is in the cluster to take addresses from.
    ///
    /// @param service the Service of `--publish-service`, where there is one
    /// @param pods the Pods of this controller, the own one among them
    /// @param nodes the Nodes by name
    public record Sources(
            Optional<PublishedService> service,
            List<ControllerPod> pods,
            SortedMap<String, NodeObject> nodes) {
        public Sources {
            pods = List.copyOf(pods);
            nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        }
    }

    /// The addresses, sorted, each once.
    ///
    /// @return empty where nobody can tell, and what is written stays as it is
    public static Checked<Optional<List<LoadBalancerAddress>>> of(
            AddressSource source, Sources sources) {
        return switch (source) {
            case AddressSource.Listed(var addresses) -> known(addresses.stream());
            case AddressSource.OfService(var id) ->
                    sources.service()
                            .map(IngressAddresses::ofService)
                            .orElseGet(() -> missingService(id));
            case AddressSource.OfNodes(var preferred) -> known(ofNodes(preferred, sources));
        };
    }

    /// The writes that give these Ingresses the addresses; none for those that have them.
    ///
    /// @param published what the Ingresses that are served have now; no other is touched
    public static List<SetIngressAddress> writes(
            List<LoadBalancerAddress> wanted,
            SortedMap<NamespacedName, List<LoadBalancerAddress>> published) {
        List<SetIngressAddress> writes = new ArrayList<>();
        published.forEach((ingress, addresses) -> {
            if (!addresses.stream().sorted().toList().equals(wanted)) {
                writes.add(new SetIngressAddress(ingress, wanted));
            }
        });
        return List.copyOf(writes);
    }

    /// The writes of a controller that ends: the addresses go when nobody is left to serve.
    ///
    /// @param ownPod the name of the Pod that ends
    /// @param written what this controller publishes; an Ingress with other addresses has them from
    ///   somebody else, and keeps them
    public static List<SetIngressAddress> writesAtShutdown(
            String ownPod,
            List<ControllerPod> pods,
            List<LoadBalancerAddress> written,
            SortedMap<NamespacedName, List<LoadBalancerAddress>> published) {
        boolean othersServe =
                pods.stream()
                        .filter(pod -> !pod.name().equals(ownPod))
                        .anyMatch(pod -> pod.phase() != ControllerPod.Phase.GOING);
        if (othersServe) {
            return List.of();
        }
        return published.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .filter(entry -> entry.getValue().stream().sorted().toList().equals(written))
                .map(entry -> new SetIngressAddress(entry.getKey(), List.of()))
                .toList();
    }

    private static Checked<Optional<List<LoadBalancerAddress>>> known(
            Stream<LoadBalancerAddress> addresses) {
        return Checked.of(Optional.of(addresses.distinct().sorted().toList()));
    }

    private static Checked<Optional<List<LoadBalancerAddress>>> ofService(
            PublishedService service) {
        Stream<LoadBalancerAddress> external =
                service.externalIps().stream().map(LoadBalancerAddress::ofIp);
        Stream<LoadBalancerAddress> cluster =
                service.clusterIp().stream().map(LoadBalancerAddress::ofIp);
        Stream<LoadBalancerAddress> addresses =
                switch (service.type()) {
                    case LOAD_BALANCER -> withoutRepeats(service);
                    case NODE_PORT -> service.externalIps().isEmpty() ? cluster : external;
                    case CLUSTER_IP -> cluster;
                    case EXTERNAL_NAME ->
                            service.externalName().stream().map(LoadBalancerAddress::ofHostname);
                };
        Checked<Optional<List<LoadBalancerAddress>>> found = known(addresses);
        if (found.value().map(List::isEmpty).orElse(true)) {
            return new Checked<>(found.value(), List.of(noAddress(service)));
        }
        return found;
    }

    /// An external IP that the load balancer names already, be it beside a host name, is left out.
    private static Stream<LoadBalancerAddress> withoutRepeats(PublishedService service) {
        List<LoadBalancerAddress> balanced = service.loadBalancer();
        return Stream.concat(
                balanced.stream(),
                service.externalIps().stream()
                        .filter(ip -> balanced.stream().noneMatch(a -> a.ip().equals(ip)))
                        .map(LoadBalancerAddress::ofIp));
    }

    private static Stream<LoadBalancerAddress> ofNodes(NodeAddress preferred, Sources sources) {
        Function<NodeObject, Optional<String>> address =
                switch (preferred) {
                    case INTERNAL -> NodeObject::internalIp;
                    case EXTERNAL -> node -> node.externalIp().or(node::internalIp);
                };
        return sources.pods().stream()
                .filter(pod -> pod.phase() == ControllerPod.Phase.READY)
                .flatMap(pod -> Optional.ofNullable(sources.nodes().get(pod.nodeName())).stream())
                .flatMap(node -> address.apply(node).stream())
                .map(LoadBalancerAddress::ofIp);
    }

    private static Checked<Optional<List<LoadBalancerAddress>>> missingService(NamespacedName id) {
        return new Checked<>(
                Optional.empty(),
                List.of(
                        Problem.error(
                                id.as("Service"),
                                "",
                                Reason.MISSING_REFERENCE,
                                "the Service that --publish-service names does not exist, so the"
                                        + " addresses of Ingresses stay as they are",
                                "create the Service, or name with --publish-service the one"
                                        + " through which clients reach the controller")));
    }

    private static Problem noAddress(PublishedService service) {
        boolean waits = service.type() == PublishedService.Type.LOAD_BALANCER;
        return Problem.warning(
                service.id().as("Service"),
                waits ? "status.loadBalancer.ingress" : "spec.clusterIP",
                Reason.MISSING_FIELD,
                "the Service that --publish-service names has no address, so Ingresses show none",
                waits
                        ? "let a load balancer give the Service an address, or set spec.externalIPs"
                        : "use a Service with a cluster IP, or --publish-status-address");
    }
}
