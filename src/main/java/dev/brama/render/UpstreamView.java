package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.PeerNames;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An upstream as the template prints it.
///
/// @param zoneSize size of the memory in which all workers share what they know of peers
/// @param resolved the name that is asked for while serving, in place of peers
record UpstreamView(
        CommentText comment,
        Word name,
        Word zoneSize,
        @Nullable Expression hashKey,
        boolean lessBusyOfTwo,
        List<HostPort> peers,
        @Nullable ServerName resolved,
        HttpOptions.@Nullable Keepalive keepalive) {
    // The memory for resolved peers must not depend on how many there are now: they are to grow
    // without a new configuration. It is address space until peers fill it.
    private static final long ENTRIES_RESOLVED = 16;
    private static final long SMALLEST_RESOLVED = 16L * 1024 * 1024;

    // Measured on 64-bit nginx: well under a kilobyte a peer and as much for its upstream.
    private static final long BYTES_EACH = 1024;
    private static final long SMALLEST = 128 * 1024;

    /// An upstream; none where its peers are looked up while serving.
    static Optional<UpstreamView> of(
            Upstream upstream, Word zoneSize, HttpOptions.Keepalive keepalive) {
        return switch (upstream.peers()) {
            case Peers.Static(List<HostPort> peers) ->
                    Optional.of(of(upstream, peers, null, zoneSize, keepalive));
            case Peers.Resolved _ ->
                    Optional.of(
                            of(
                                    upstream,
                                    List.of(),
                                    PeerNames.of(upstream.backend()),
                                    zoneSize,
                                    keepalive));
            case Peers.External _ -> Optional.empty();
        };
    }

    private static UpstreamView of(
            Upstream upstream,
            List<HostPort> peers,
            @Nullable ServerName resolved,
            Word size,
            HttpOptions.Keepalive keepalive) {
        return new UpstreamView(
                comment(upstream.backend()),
                UpstreamNames.of(upstream.backend()),
                size,
                upstream.balancing().hashKey().orElse(null),
                upstream.balancing() instanceof Upstream.Balancing.LessBusyOfTwo,
                peers,
                resolved,
                keepalive.connections() > 0 ? keepalive : null);
    }

    /// Names a backend to people.
    static CommentText comment(BackendRef backend) {
        return new CommentText(
                "Service "
                        + backend.namespace()
                        + "/"
                        + backend.service()
                        + " port "
                        + backend.port());
    }

    // One zone for all, in steps of doubling: a new peer must not change every upstream's text.
    static Word zoneSize(List<Upstream> upstreams) {
        long entries = 0;
        long size = SMALLEST;
        for (Upstream upstream : upstreams) {
            switch (upstream.peers()) {
                case Peers.Static(List<HostPort> peers) -> entries += 2L + peers.size();
                case Peers.Resolved(List<HostPort> peers) -> {
                    // Beyond what is usual, the peers known now count: better a new configuration
                    // than peers without memory.
                    entries += Math.max(ENTRIES_RESOLVED, 2L * peers.size());
                    size = SMALLEST_RESOLVED;
                }
                case Peers.External _ -> {}
            }
        }
        while (size < entries * BYTES_EACH) {
            size *= 2;
        }
        return new Word(size / 1024 + "k");
    }
}
