package dev.brama.render;

import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.Peers;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An upstream as the template prints it.
///
/// @param zoneSize size of the memory in which all workers share what they know of peers
record UpstreamView(
        CommentText comment,
        Word name,
        Word zoneSize,
        @Nullable Expression hashKey,
        boolean lessBusyOfTwo,
        List<HostPort> peers,
        HttpOptions.@Nullable Keepalive keepalive) {
    // Measured on 64-bit nginx: well under a kilobyte a peer and as much for its upstream.
    private static final long BYTES_EACH = 1024;
    private static final long SMALLEST = 128 * 1024;

    /// An upstream; none where its peers are looked up while serving.
    static Optional<UpstreamView> of(
            Upstream upstream, Word zoneSize, HttpOptions.Keepalive keepalive) {
        return switch (upstream.peers()) {
            case Peers.Static(List<HostPort> peers) ->
                    Optional.of(of(upstream, peers, zoneSize, keepalive));
            case Peers.External _ -> Optional.empty();
        };
    }

    private static UpstreamView of(
            Upstream upstream, List<HostPort> peers, Word size, HttpOptions.Keepalive keepalive) {
        return new UpstreamView(
                new CommentText(
                        "Service "
                                + upstream.backend().namespace()
                                + "/"
                                + upstream.backend().service()
                                + " port "
                                + upstream.backend().port()),
                UpstreamNames.of(upstream.backend()),
                size,
                upstream.balancing().hashKey().orElse(null),
                upstream.balancing() instanceof Upstream.Balancing.LessBusyOfTwo,
                peers,
                keepalive.connections() > 0 ? keepalive : null);
    }

    // One zone for all, in steps of doubling: a new peer must not change every upstream's text.
    static Word zoneSize(ProxyConfig config) {
        long entries =
                config.upstreams().stream()
                        .mapToLong(upstream ->
                                switch (upstream.peers()) {
                                    case Peers.Static(List<HostPort> peers) -> 2L + peers.size();
                                    case Peers.External _ -> 0L;
                                })
                        .sum();
        long size = SMALLEST;
        while (size < entries * BYTES_EACH) {
            size *= 2;
        }
        return new Word(size / 1024 + "k");
    }
}
