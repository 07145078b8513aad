package dev.brama.render;

import dev.brama.syntax.Capabilities;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;

/// What the rendered text depends on beside the proxy's model.
///
/// @param layout where files and sockets stand
/// @param ports where clients are waited for
/// @param addresses to listen on where the ConfigMap names none; all if empty
/// @param resolvers name servers for names looked up while serving; may be empty
/// @param workerUser the user of the workers; needed where nginx is started by root
/// @param capabilities what the nginx at hand understands
/// @param local the ports between nginx and Brama
public record RenderOptions(
        NginxLayout layout,
        Ports ports,
        List<String> addresses,
        List<String> resolvers,
        Optional<Word> workerUser,
        Capabilities capabilities,
        LocalPorts local) {
    public RenderOptions {
        addresses = List.copyOf(addresses);
        resolvers = List.copyOf(resolvers);
    }

    /// Options with the usual ports between nginx and Brama.
    public RenderOptions(
            NginxLayout layout,
            Ports ports,
            List<String> addresses,
            List<String> resolvers,
            Optional<Word> workerUser,
            Capabilities capabilities) {
        this(layout, ports, addresses, resolvers, workerUser, capabilities, LocalPorts.DEFAULTS);
    }

    /// Ports of 127.0.0.1, used where peers are resolved.
    ///
    /// @param names where Brama tells nginx the peers of Services, by DNS
    /// @param standIn where nginx answers 503 for Services without endpoints
    public record LocalPorts(int names, int standIn) {
        /// The second one is ingress-nginx's `--default-server-port`.
        public static final LocalPorts DEFAULTS = new LocalPorts(10053, 8181);

        /// Where nginx asks for peers.
        public HostPort namesAddress() {
            return new HostPort("127.0.0.1", names);
        }

        /// The peer of Services without endpoints.
        public HostPort standInAddress() {
            return new HostPort("127.0.0.1", standIn);
        }
    }

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
