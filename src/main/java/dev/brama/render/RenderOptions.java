package dev.brama.render;

import dev.brama.syntax.Capabilities;
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
/// @param metricsLog where each request is told for the metrics; absent where nobody counts
public record RenderOptions(
        NginxLayout layout,
        Ports ports,
        List<String> addresses,
        List<String> resolvers,
        Optional<Word> workerUser,
        Capabilities capabilities,
        Optional<MetricsLog> metricsLog) {
    public RenderOptions {
        addresses = List.copyOf(addresses);
        resolvers = List.copyOf(resolvers);
    }

    /// Options without metrics.
    public RenderOptions(
            NginxLayout layout,
            Ports ports,
            List<String> addresses,
            List<String> resolvers,
            Optional<Word> workerUser,
            Capabilities capabilities) {
        this(layout, ports, addresses, resolvers, workerUser, capabilities, Optional.empty());
    }

    /// These options with metrics.
    public RenderOptions with(MetricsLog log) {
        return new RenderOptions(
                layout, ports, addresses, resolvers, workerUser, capabilities, Optional.of(log));
    }

    /// Where nginx tells each request for the metrics.
    ///
    /// @param port of 127.0.0.1, for datagrams
    public record MetricsLog(int port) {
        /// Where it is told if nobody says otherwise.
        public static final MetricsLog DEFAULT = new MetricsLog(10242);

        public MetricsLog {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535");
            }
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
