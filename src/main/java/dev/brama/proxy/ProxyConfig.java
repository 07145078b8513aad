package dev.brama.proxy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All that the proxy must do.
///
/// @param http what holds for every host
/// @param fallback answers where no virtual host does
/// @param virtualHosts sorted by host
/// @param upstreams sorted by backend, each used by a location
/// @param certificates sorted by id, each used; the default one among them
/// @param passwordFiles sorted by id, each used
/// @param streams ports of TCP and UDP beside those of HTTP, if any
public record ProxyConfig(
        HttpOptions http,
        VirtualHost fallback,
        List<VirtualHost> virtualHosts,
        List<Upstream> upstreams,
        List<Certificate> certificates,
        List<PasswordFile> passwordFiles,
        Optional<Streams> streams) {
    public ProxyConfig {
        virtualHosts = List.copyOf(virtualHosts);
        upstreams = List.copyOf(upstreams);
        certificates = List.copyOf(certificates);
        passwordFiles = List.copyOf(passwordFiles);
    }

    /// The upstreams of locations and of streams.
    public List<Upstream> allUpstreams() {
        return Stream.concat(
                        upstreams.stream(), streams.stream().flatMap(s -> s.upstreams().stream()))
                .toList();
    }

    /// The same with other streams.
    public ProxyConfig with(Optional<Streams> others) {
        return new ProxyConfig(
                http, fallback, virtualHosts, upstreams, certificates, passwordFiles, others);
    }
}
