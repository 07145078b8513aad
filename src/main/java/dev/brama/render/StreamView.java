package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.PeerNames;
import dev.brama.proxy.Peers;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.StreamOptions;
import dev.brama.proxy.StreamServer;
import dev.brama.proxy.Streams;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Streams as their template prints them.
///
/// @param options what holds for all
/// @param accessLog the file of the log, if there is one
/// @param names where nginx asks for peers, if it must
/// @param resolvers name servers for names outside the cluster
/// @param zoneSize size of the memory in which all workers share what they know of peers
/// @param upstreams those with peers
/// @param servers the ports
record StreamView(
        StreamOptions options,
        @Nullable Token accessLog,
        @Nullable HostPort names,
        List<Word> resolvers,
        Word zoneSize,
        List<PeersOf> upstreams,
        List<Port> servers) {
    /// An upstream.
    ///
    /// @param resolved the name that is asked for while serving, in place of peers
    /// @param service what stands before that name in the question
    record PeersOf(
            CommentText comment,
            Word name,
            List<HostPort> peers,
            @Nullable ServerName resolved,
            Word service) {}

    /// A server.
    ///
    /// @param comment leads back to the ConfigMap
    /// @param addresses to listen on
    /// @param logName what `$proxy_upstream_name` holds
    /// @param external the peer to look up while serving, for names outside the cluster
    record Port(
            CommentText comment,
            List<HostPort> addresses,
            boolean udp,
            StreamServer.ProxyProtocol proxyProtocol,
            Word logName,
            Word upstream,
            @Nullable HostPort external) {}

    /// What the main file must load.
    ///
    /// @param comment leads back to a ConfigMap
    /// @param module the file
    record Module(CommentText comment, Token module) {}

    static StreamView of(Streams streams, ProxyConfig config, RenderOptions options) {
        Map<BackendRef, HostPort> external = new HashMap<>();
        boolean resolved = false;
        for (Upstream upstream : streams.upstreams()) {
            switch (upstream.peers()) {
                case Peers.Static _ -> {}
                case Peers.Resolved _ -> resolved = true;
                case Peers.External(HostPort name) -> external.put(upstream.backend(), name);
            }
        }
        return new StreamView(
                streams.options(),
                streams.options().log().on()
                        ? MainView.logFile(streams.options().log().path(), options)
                        : null,
                resolved ? options.local().namesAddress() : null,
                MainView.resolvers(options),
                UpstreamViews.zoneSize(streams.upstreams()),
                streams.upstreams().stream()
                        .filter(upstream -> !external.containsKey(upstream.backend()))
                        .map(StreamView::peersOf)
                        .toList(),
                streams.servers().stream()
                        .map(server ->
                                port(server, external.get(server.backend()), config, options))
                        .toList());
    }

    private static PeersOf peersOf(Upstream upstream) {
        boolean resolved = upstream.peers() instanceof Peers.Resolved;
        return new PeersOf(
                UpstreamViews.comment(upstream.backend()),
                UpstreamNames.of(upstream.backend()),
                upstream.peers() instanceof Peers.Static(List<HostPort> peers) ? peers : List.of(),
                resolved ? PeerNames.of(upstream.backend()) : null,
                new Word(PeerNames.service(upstream.backend().traffic())));
    }

    private static Port port(
            StreamServer server,
            @Nullable HostPort external,
            ProxyConfig config,
            RenderOptions options) {
        return new Port(
                comment(server),
                ListenView.addresses(config.http(), options, server.port()),
                server.isUdp(),
                server.proxyProtocol(),
                new Word(server.backend().logName()),
                UpstreamNames.of(server.backend()),
                external);
    }

    // The form that is read back: it leads from lines to the ConfigMap.
    private static CommentText comment(StreamServer server) {
        return new CommentText(
                "ConfigMap "
                        + server.origin().qualifiedName()
                        + " port "
                        + server.port()
                        + " "
                        + server.backend().traffic().protocol());
    }

    static @Nullable Module module(Streams streams, RenderOptions options) {
        return options.capabilities()
                .streamModule()
                .map(path -> new Module(comment(streams.servers().getFirst()), new Word(path)))
                .orElse(null);
    }
}
