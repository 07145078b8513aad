package dev.brama.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Ports whose traffic goes to backends as it is.
///
/// @param options what holds for all of them
/// @param servers at least one; sorted by port, TCP before UDP
/// @param upstreams sorted by backend, each used by a server
public record Streams(StreamOptions options, List<StreamServer> servers, List<Upstream> upstreams) {
    public Streams {
        servers = List.copyOf(servers);
        upstreams = List.copyOf(upstreams);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no servers");
        }
    }

    /// The same without some ports; absent if none is left.
    public Optional<Streams> without(Set<Integer> ports) {
        List<StreamServer> left =
                servers.stream().filter(server -> !ports.contains(server.port())).toList();
        if (left.size() == servers.size()) {
            return Optional.of(this);
        }
        Set<BackendRef> used = new HashSet<>();
        left.forEach(server -> used.add(server.backend()));
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Streams(
                                options,
                                left,
                                upstreams.stream()
                                        .filter(upstream -> used.contains(upstream.backend()))
                                        .toList()));
    }
}
