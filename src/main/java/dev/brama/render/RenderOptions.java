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
/// @param container what holds where nginx runs in a container, if it does
public record RenderOptions(
        NginxLayout layout,
        Ports ports,
        List<String> addresses,
        List<String> resolvers,
        Optional<Word> workerUser,
        Capabilities capabilities,
        LocalPorts local,
        Optional<Container> container) {
    public RenderOptions {
        addresses = List.copyOf(addresses);
        resolvers = List.copyOf(resolvers);
    }

    /// Options for an nginx outside a container, with the usual ports between it and Brama.
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
                Optional.empty());
    }

    /// The same in another state folder.
    public RenderOptions in(NginxLayout other) {
        return new RenderOptions(
                other, ports, addresses, resolvers, workerUser, capabilities, local, container);
    }

    /// The same for an nginx in a container.
    public RenderOptions in(Container where) {
        return new RenderOptions(
                layout,
                ports,
                addresses,
                resolvers,
                workerUser,
                capabilities,
                local,
                Optional.of(where));
    }

    /// The same with other ports between nginx and Brama.
    public RenderOptions with(LocalPorts others) {
        return new RenderOptions(
                layout, ports, addresses, resolvers, workerUser, capabilities, others, container);
    }

    /// The ports that nginx and Brama need for themselves.
    public Set<Integer> takenPorts() {
        Set<Integer> taken =
                new TreeSet<>(List.of(ports.http(), ports.https(), local.names(), local.standIn()));
        local.requests().ifPresent(taken::add);
        container.map(Container::healthPort).ifPresent(taken::add);
        return taken;
    }

    /// Ports of 127.0.0.1 between nginx and Brama.
    ///
    /// @param names where Brama tells nginx the peers of Services, by DNS
    /// @param standIn where nginx answers 503 for Services without endpoints
    /// @param requests where nginx tells each request for the metrics, by datagrams; absent where
    ///   nobody counts
    public record LocalPorts(int names, int standIn, Optional<Integer> requests) {
        /// Where requests are told if nobody says otherwise.
        public static final int REQUESTS = 10242;

        /// The second one is ingress-nginx's `--default-server-port`.
        public static final LocalPorts DEFAULTS = new LocalPorts(10053, 8181, Optional.empty());

        public LocalPorts {
            check(names);
            check(standIn);
            requests.ifPresent(LocalPorts::check);
        }

        private static void check(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535");
            }
        }

        /// The same with requests told on a port.
        public LocalPorts countingOn(int port) {
            return new LocalPorts(names, standIn, Optional.of(port));
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
