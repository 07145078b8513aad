package dev.brama.proxy;

import java.util.List;

/// All that the proxy must do.
///
/// @param http what holds for every host
/// @param fallback answers where no virtual host does
/// @param virtualHosts sorted by host
/// @param upstreams sorted by backend, each used by a location
/// @param certificates sorted by id, each used; the default one among them
/// @param passwordFiles sorted by id, each used
public record ProxyConfig(
        HttpOptions http,
        VirtualHost fallback,
        List<VirtualHost> virtualHosts,
        List<Upstream> upstreams,
        List<Certificate> certificates,
        List<PasswordFile> passwordFiles) {
    public ProxyConfig {
        virtualHosts = List.copyOf(virtualHosts);
        upstreams = List.copyOf(upstreams);
        certificates = List.copyOf(certificates);
        passwordFiles = List.copyOf(passwordFiles);
    }
}
