package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.PeerNames;
import dev.brama.proxy.Peers;
import dev.brama.proxy.SessionCookie;
import dev.brama.proxy.Upstream;
import dev.brama.proxy.Upstream.Balancing;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns upstreams into what the template prints.
final class UpstreamViews {
    // The memory for resolved peers must not depend on how many there are now: they are to grow
    // without a new configuration. It is address space until peers fill it.
    private static final long ENTRIES_RESOLVED = 16;
    private static final long SMALLEST_RESOLVED = 16L * 1024 * 1024;

    // Measured on 64-bit nginx: well under a kilobyte a peer and as much for its upstream.
    private static final long BYTES_EACH = 1024;
    private static final long SMALLEST = 128 * 1024;

    private UpstreamViews() {}

    /// An upstream, one for each way to set its session cookie besides; none where its peers are
    /// looked up while serving.
    static List<UpstreamView> of(
            Upstream upstream, Word zoneSize, HttpOptions.Keepalive keepalive, Capabilities can) {
        if (upstream.peers() instanceof Peers.External) {
            return List.of();
        }
        Common common = new Common(upstream, zoneSize, keepalive);
        return switch (upstream.balancing()) {
            case Balancing.RoundRobin _ -> List.of(common.view(Choice.IN_TURN));
            case Balancing.LessBusyOfTwo _ -> List.of(common.view(Choice.LESS_BUSY));
            case Balancing.ConsistentHash(Expression key) ->
                    List.of(common.view(Choice.byHash(key)));
            case Balancing.Sticky(SessionCookie cookie, List<Text> paths) ->
                    can.hasStickyCookie()
                            ? sticky(common, cookie, paths)
                            : List.of(
                                    common.view(
                                            Choice.byHash(
                                                    new Expression(
                                                            "$"
                                                                    + SessionNames.key(
                                                                                    cookie.name())
                                                                            .value()))));
        };
    }

    private static List<UpstreamView> sticky(
            Common common, SessionCookie cookie, List<Text> paths) {
        List<UpstreamView> views = new ArrayList<>();
        views.add(common.view(Choice.following(cookie.name())));
        for (Text path : paths) {
            List<Token> words = words(cookie, path);
            Choice secure = Choice.setting(secured(words));
            if (!cookie.alwaysSecure()) {
                views.add(common.view(common.session(path), Choice.setting(words)));
            }
            views.add(common.view(common.secureSession(path), secure));
        }
        return views;
    }

    private static List<Token> words(SessionCookie cookie, Text path) {
        List<Token> words = new ArrayList<>();
        words.add(cookie.name());
        cookie.maxAgeSeconds()
                .ifPresent(seconds -> words.add(new Text("expires=" + seconds + "s")));
        cookie.domain().ifPresent(domain -> words.add(new Text("domain=" + domain.value())));
        words.add(new Text("path=" + path.value()));
        words.add(new Word("httponly"));
        if (cookie.looksAtBrowser()) {
            words.add(new Expression("samesite=$session_samesite"));
        } else {
            cookie.sameSite().ifPresent(word -> words.add(new Text("samesite=" + word.word())));
        }
        return List.copyOf(words);
    }

    private static List<Token> secured(List<Token> words) {
        List<Token> more = new ArrayList<>(words);
        more.add(new Word("secure"));
        return List.copyOf(more);
    }

    /// How a peer is chosen, in nginx's words.
    private record Choice(
            @Nullable Expression hashKey,
            boolean lessBusyOfTwo,
            @Nullable Word follows,
            List<Token> sets) {
        static final Choice IN_TURN = new Choice(null, false, null, List.of());
        static final Choice LESS_BUSY = new Choice(null, true, null, List.of());

        static Choice byHash(Expression key) {
            return new Choice(key, false, null, List.of());
        }

        static Choice following(Word cookie) {
            return new Choice(null, false, cookie, List.of());
        }

        static Choice setting(List<Token> words) {
            return new Choice(null, false, null, words);
        }
    }

    /// What all blocks of an upstream have.
    private record Common(Upstream upstream, Word zoneSize, HttpOptions.Keepalive keepalive) {
        UpstreamView view(Choice choice) {
            return view(UpstreamNames.of(upstream.backend()), choice);
        }

        Word session(Text path) {
            return SessionNames.upstream(upstream.backend(), path);
        }

        Word secureSession(Text path) {
            return SessionNames.secureUpstream(upstream.backend(), path);
        }

        UpstreamView view(Word name, Choice choice) {
            return new UpstreamView(
                    comment(upstream.backend()),
                    name,
                    zoneSize,
                    choice.hashKey(),
                    choice.lessBusyOfTwo(),
                    choice.follows(),
                    choice.sets(),
                    upstream.peers() instanceof Peers.Static(List<HostPort> peers)
                            ? peers
                            : List.of(),
                    resolved(),
                    keepalive.connections() > 0 ? keepalive : null);
        }

        private @Nullable ServerName resolved() {
            return upstream.peers() instanceof Peers.Resolved
                    ? PeerNames.of(upstream.backend())
                    : null;
        }
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
                case Peers.Static(List<HostPort> peers) ->
                        entries += blocks(upstream) * (2L + peers.size());
                case Peers.Resolved(List<HostPort> peers) -> {
                    // Beyond what is usual, the peers known now count: better a new configuration
                    // than peers without memory.
                    entries += blocks(upstream) * Math.max(ENTRIES_RESOLVED, 2L * peers.size());
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

    /// In how many blocks of nginx an upstream's peers are at most.
    private static long blocks(Upstream upstream) {
        return upstream.balancing() instanceof Balancing.Sticky(_, List<Text> paths)
                ? 1 + 2L * paths.size()
                : 1;
    }
}
