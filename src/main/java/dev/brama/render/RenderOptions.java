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
/// @param container what holds where nginx runs in a container, if it does
public record RenderOptions(
        NginxLayout layout,
        Ports ports,
        List<String> addresses,
        List<String> resolvers,
        Optional<Word> workerUser,
        Capabilities capabilities,
        Optional<Container> container) {
    public RenderOptions {
        addresses = List.copyOf(addresses);
        resolvers = List.copyOf(resolvers);
    }

    /// Options for an nginx outside a container.
    public RenderOptions(
            NginxLayout layout,
            Ports ports,
            List<String> addresses,
            List<String> resolvers,
            Optional<Word> workerUser,
            Capabilities capabilities) {
        this(layout, ports, addresses, resolvers, workerUser, capabilities, Optional.empty());
    }

    /// The same in another state folder.
    public RenderOptions in(NginxLayout other) {
        return new RenderOptions(
                other, ports, addresses, resolvers, workerUser, capabilities, container);
    }

    /// The same for an nginx in a container.
    public RenderOptions in(Container where) {
        return new RenderOptions(
                layout, ports, addresses, resolvers, workerUser, capabilities, Optional.of(where));
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
