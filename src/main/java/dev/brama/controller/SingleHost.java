package dev.brama.controller;

import dev.brama.ingress.RouteExplanation;
import dev.brama.proxy.Action;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.HostPattern;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.VirtualHost;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The part of a configuration that concerns one host.
public final class SingleHost {
    private SingleHost() {}

    /// The virtual host that answers for a host, with its upstreams and certificate; the fallback
    /// where no virtual host does.
    ///
    /// @param host a name, or `*.` and a name
    public static ProxyConfig of(String host, ProxyConfig config) {
        VirtualHost answering =
                config.virtualHosts().stream()
                        .filter(candidate -> candidate.host().text().equals(host))
                        .findFirst()
                        .orElseGet(() ->
                                RouteExplanation.of(URI.create("http://" + host + "/"), config)
                                        .host());
        Set<BackendRef> backends = new HashSet<>();
        answering
                .locations()
                .forEach(location -> {
                    if (location.action() instanceof Action.ProxyTo to) {
                        backends.add(to.backend());
                    }
                    location.errorPages().backend().ifPresent(backends::add);
                });
        boolean fallback = answering.host() instanceof HostPattern.AnyHost;
        return new ProxyConfig(
                config.http(),
                config.fallback(),
                fallback ? List.of() : List.of(answering),
                config.upstreams().stream()
                        .filter(upstream -> backends.contains(upstream.backend()))
                        .toList(),
                config.certificates().stream()
                        .filter(certificate ->
                                Stream.concat(
                                                answering.certificate().stream(),
                                                Stream.of(config.http().tls().defaultCertificate()))
                                        .anyMatch(certificate.id()::equals))
                        .toList(),
                List.of(),
                Optional.empty());
    }
}
