package dev.brama.render;

import dev.brama.syntax.Capabilities;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the rendered text depends on beside the proxy's model.
///
/// @param layout where files and sockets stand
/// @param ports where clients are waited for
/// @param addresses to listen on where the ConfigMap names none; all if empty
/// @param resolvers name servers for names looked up while serving; may be empty
/// @param workerUser the user of the workers; needed where nginx is started by root
/// @param capabilities what the nginx at hand understands
/// @param local the ports between nginx and Brama
/// @param countsRequests whether nginx tells each request for the metrics
/// @param container what holds where nginx runs in a container, if it does
public record RenderOptions(
        NginxLayout layout,
        Ports ports,
        List<String> addresses,
        List<String> resolvers,
        Optional<Word> workerUser,
        Capabilities capabilities,
        LocalPorts local,
        boolean countsRequests,
        Optional<Container> container) {
    public RenderOptions {
        addresses = List.copyOf(addresses);
        resolvers = List.copyOf(resolvers);
    }

    /// Options for an nginx outside a container, with the usual ports between it and Brama, that
    /// tells no requests.
    public RenderOptions(
            NginxLayout layout,
            Ports ports,
            List<String> addresses,
            List<String> resolvers,
            Optional<Word> workerUser,
            Capabilities capabilities) {
        this(
                layout,
                ports,
                addresses,
                resolvers,
                workerUser,
                capabilities,
                LocalPorts.DEFAULTS,
                false,
                Optional.empty());
    }

    /// The same in another state folder.
    public RenderOptions in(NginxLayout other) {
        return copy(other, local, countsRequests, container);
    }

    /// The same for an nginx in a container.
    public RenderOptions in(Container where) {
        return copy(layout, local, countsRequests, Optional.of(where));
    }

    /// The same with other ports between nginx and Brama.
    public RenderOptions with(LocalPorts others) {
        return copy(layout, others, countsRequests, container);
    }

    /// The same for an nginx that tells each request for the metrics.
    public RenderOptions countingRequests() {
        return copy(layout, local, true, container);
    }

    private RenderOptions copy(
            NginxLayout layout,
            LocalPorts local,
            boolean countsRequests,
            Optional<Container> container) {
        return new RenderOptions(
                layout,
                ports,
                addresses,
                resolvers,
                workerUser,
                capabilities,
                local,
                countsRequests,
                container);
    }

    /// The ports that nginx and Brama need for themselves.
    public Set<Integer> takenPorts() {
        Set<Integer> taken =
                new TreeSet<>(List.of(ports.http(), ports.https(), local.names(), local.standIn()));
        container.map(Container::healthPort).ifPresent(taken::add);
        return taken;
    }

    /// Ports of 127.0.0.1 between nginx and Brama.
    ///
    /// @param names where Brama tells nginx the peers of Services, by DNS
    /// @param standIn where nginx answers 503 for Services without endpoints
    public record LocalPorts(int names, int standIn) {
        /// The second one is ingress-nginx's `--default-server-port`.
        public static final LocalPorts DEFAULTS = new LocalPorts(10053, 8181);

        public LocalPorts {
            check(names);
            check(standIn);
        }

        private static void check(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535");
            }
        }

        /// Where nginx asks for peers.
        public HostPort namesAddress() {
            return new HostPort("127.0.0.1", names);
        }

        /// The peer of Services without endpoints.
        public HostPort standInAddress() {
            return new HostPort("127.0.0.1", standIn);
        }
    }

    /// What holds for an nginx in a container.
    ///
    /// @param healthPort where `/healthz` is answered for whoever looks after the container
    /// @param accessLog where requests are logged, where the ConfigMap names no other file
    public record Container(int healthPort, String accessLog) {}

    /// @param http for plain HTTP, 1 to 65535
    /// @param https for TLS, 1 to 65535
    public record Ports(int http, int https) {
        public Ports {
            if (http < 1 || http > 65535 || https < 1 || https > 65535 || http == https) {
                throw new IllegalArgumentException("ports must be two of 1 to 65535");
            }
        }
    }
}
