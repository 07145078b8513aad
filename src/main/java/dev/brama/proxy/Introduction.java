package dev.brama.proxy;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Brings new upstreams in before requests are sent to them.
///
/// nginx asks for the peers of a new upstream only once it runs, and answers 502 until it knows
/// them: for some milliseconds, all of them at each reload that leads paths in use to a new
/// upstream.
public final class Introduction {
    private Introduction() {}

    /// A configuration to be live before the next one: what serves now, and the new upstreams.
    ///
    /// @param live what serves now
    /// @param next what is to serve
    /// @return empty where no host that is served now is led to an upstream that is new
    public static Optional<ProxyConfig> between(ProxyConfig live, ProxyConfig next) {
        Set<BackendRef> fresh = new HashSet<>();
        next.upstreams().stream()
                .filter(upstream -> upstream.peers() instanceof Peers.Resolved)
                .map(Upstream::backend)
                .forEach(fresh::add);
        live.upstreams().stream().map(Upstream::backend).forEach(fresh::remove);
        if (fresh.isEmpty() || !leadsTo(fresh, live, next)) {
            return Optional.empty();
        }
        TreeMap<String, Upstream> upstreams = new TreeMap<>();
        Stream.concat(next.upstreams().stream(), live.upstreams().stream())
                .forEach(upstream -> upstreams.put(upstream.backend().uniqueName(), upstream));
        return Optional.of(
                new ProxyConfig(
                        live.http(),
                        live.fallback(),
                        live.virtualHosts(),
                        upstreams.values().stream().toList(),
                        live.certificates(),
                        live.passwordFiles(),
                        live.streams()));
    }

    private static boolean leadsTo(Set<BackendRef> fresh, ProxyConfig live, ProxyConfig next) {
        Set<HostPattern> served = new HashSet<>();
        live.virtualHosts().forEach(host -> served.add(host.host()));
        return Stream.concat(
                        Stream.of(next.fallback()),
                        next.virtualHosts().stream().filter(host -> served.contains(host.host())))
                .flatMap(host -> host.locations().stream())
                .anyMatch(location -> uses(location, fresh));
    }

    private static boolean uses(Location location, Set<BackendRef> backends) {
        return (location.action() instanceof Action.ProxyTo to && backends.contains(to.backend()))
                || location.errorPages().backend().filter(backends::contains).isPresent();
    }
}
