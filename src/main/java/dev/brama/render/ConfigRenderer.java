package dev.brama.render;

import dev.brama.problem.ObjectRef;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.Cors;
import dev.brama.proxy.FileId;
import dev.brama.proxy.HostPattern;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.PasswordFile;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.Upstream;
import dev.brama.proxy.VirtualHost;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.SourceMap.SourceRange;
import dev.brama.syntax.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Renders a configuration as files.
///
/// Hosts that did not change since the last call keep their text: with ten thousand hosts,
/// rendering all of them anew at each change would cost more than all the rest of the way. Not for
/// use by several threads at once.
public final class ConfigRenderer {
    private static final String MAIN = "nginx.conf";
    private static final LineLayout.Result NO_TEXT = new LineLayout.Result("", List.of(), 0);

    private final Templates templates;
    private final RenderOptions options;
    private Map<HostPattern, RenderedHost> hosts = Map.of();
    private @Nullable RenderedUpstreams upstreams;
    private @Nullable HttpOptions lastHttp;
    private @Nullable PeerKinds lastKinds;

    /// @param templates the texts to fill
    /// @param options what the text depends on beside the model
    public ConfigRenderer(Templates templates, RenderOptions options) {
        this.templates = templates;
        this.options = options;
    }

    private record RenderedHost(VirtualHost host, RenderedFile file, List<SourceRange> sources) {}

    /// What all upstreams' texts depend on beside the upstream itself.
    private record UpstreamTerms(Word zoneSize, HttpOptions.Keepalive keepalive) {}

    private record RenderedUpstreams(
            UpstreamTerms terms,
            Map<Upstream, LineLayout.Result> texts,
            List<Upstream> order,
            RenderedFile file,
            List<SourceRange> sources) {}

    /// The files of a configuration.
    public Rendering render(ProxyConfig config) {
        SortedMap<String, RenderedFile> files = new TreeMap<>();
        SortedMap<String, List<SourceRange>> sources = new TreeMap<>();
        renderHosts(config, files, sources);
        Map<String, Object> context = mainContext(config);
        for (String name : List.of(MAIN, "headers-proxy.conf", "headers-grpc.conf")) {
            put(name, LineLayout.of(templates.evaluate(name + ".peb", context)), files, sources);
        }
        RenderedUpstreams ofUpstreams = upstreams(config);
        files.put("upstreams.conf", ofUpstreams.file());
        sources.put("upstreams.conf", ofUpstreams.sources());
        put("policies.conf", policies(config), files, sources);
        config.streams()
                .map(streams -> StreamView.of(streams, config, options))
                .map(view -> templates.evaluate("streams.conf.peb", Map.of("streams", view)))
                .ifPresent(text -> put("streams.conf", LineLayout.of(text), files, sources));
        for (Certificate certificate : config.certificates()) {
            secrets(certificate, files, sources);
        }
        for (PasswordFile passwords : config.passwordFiles()) {
            String name = FileNames.passwords(passwords.id());
            files.put(name, RenderedFile.of(passwords.lines(), Access.WORKERS));
            source(passwords.source(), name, sources);
        }
        return new Rendering(files, new SourceMap(sources));
    }

    private void renderHosts(
            ProxyConfig config,
            SortedMap<String, RenderedFile> files,
            SortedMap<String, List<SourceRange>> sources) {
        PeerKinds kinds = PeerKinds.of(config);
        boolean reusable = config.http().equals(lastHttp) && kinds.equals(lastKinds);
        HostRenderer renderer = new HostRenderer(templates, config.http(), options, kinds);
        Map<HostPattern, RenderedHost> rendered = new HashMap<>();
        Stream.concat(Stream.of(config.fallback()), config.virtualHosts().stream())
                .forEach(host -> {
                    RenderedHost last = reusable ? hosts.get(host.host()) : null;
                    RenderedHost now =
                            last != null && last.host().equals(host)
                                    ? last
                                    : rendered(host, renderer);
                    rendered.put(host.host(), now);
                    String name = FileNames.host(host.host());
                    files.put(name, now.file());
                    sources.put(name, now.sources());
                });
        hosts = rendered;
        lastHttp = config.http();
        lastKinds = kinds;
    }

    private static RenderedHost rendered(VirtualHost host, HostRenderer renderer) {
        LineLayout.Result result = renderer.render(host);
        return new RenderedHost(
                host, RenderedFile.of(result.text(), Access.PUBLIC), result.ranges());
    }

    private Map<String, Object> mainContext(ProxyConfig config) {
        return Map.of(
                "main",
                MainView.of(config, options),
                "http",
                config.http(),
                "client",
                ClientView.of(config.http(), options),
                "listen",
                ListenView.of(config.http(), options));
    }

    /// Like hosts, upstreams that did not change keep their text.
    private RenderedUpstreams upstreams(ProxyConfig config) {
        UpstreamTerms terms =
                new UpstreamTerms(
                        UpstreamViews.zoneSize(config.upstreams()), config.http().keepalive());
        RenderedUpstreams last = upstreams;
        Map<Upstream, LineLayout.Result> known = Map.of();
        if (last != null && last.terms().equals(terms)) {
            if (last.order().equals(config.upstreams())) {
                return last;
            }
            known = last.texts();
        }
        Map<Upstream, LineLayout.Result> texts = new LinkedHashMap<>();
        for (Upstream upstream : config.upstreams()) {
            LineLayout.Result text = known.get(upstream);
            texts.put(upstream, text == null ? upstreamText(upstream, terms) : text);
        }
        LineLayout.Result all = LineLayout.joined(List.copyOf(texts.values()));
        RenderedUpstreams fresh =
                new RenderedUpstreams(
                        terms,
                        texts,
                        config.upstreams(),
                        RenderedFile.of(all.text(), Access.PUBLIC),
                        all.ranges());
        upstreams = fresh;
        return fresh;
    }

    private LineLayout.Result upstreamText(Upstream upstream, UpstreamTerms terms) {
        StringBuilder text = new StringBuilder();
        UpstreamViews.of(upstream, terms.zoneSize(), terms.keepalive(), options.capabilities())
                .forEach(view -> append("upstream.peb", "upstream", view, text));
        return text.isEmpty() ? NO_TEXT : LineLayout.of(new Templates.PebbleText(text.toString()));
    }

    private LineLayout.Result policies(ProxyConfig config) {
        StringBuilder text = new StringBuilder();
        Set<Cors> cors = new HashSet<>();
        Set<FileId> limits = new HashSet<>();
        SessionsView.of(config, options.capabilities())
                .ifPresent(sessions -> append("session.peb", "sessions", sessions, text));
        Stream.concat(Stream.of(config.fallback()), config.virtualHosts().stream())
                .flatMap(host -> host.locations().stream())
                .forEach(location -> {
                    location.cors()
                            .filter(cors::add)
                            .map(CorsNames::maps)
                            .ifPresent(maps -> append("cors.peb", "cors", maps, text));
                    location.limits()
                            .filter(zones -> limits.add(zones.zone()))
                            .ifPresent(zones ->
                                    append(
                                            "limits.peb",
                                            "limits",
                                            LimitZonesView.of(zones, location.origin()),
                                            text));
                });
        return LineLayout.of(new Templates.PebbleText(text.toString()));
    }

    private void append(String template, String name, Object view, StringBuilder text) {
        text.append(templates.evaluate(template, Map.of(name, view)).value()).append('\n');
    }

    private static void put(
            String name,
            LineLayout.Result result,
            SortedMap<String, RenderedFile> files,
            SortedMap<String, List<SourceRange>> sources) {
        files.put(name, RenderedFile.of(result.text(), Access.PUBLIC));
        sources.put(name, result.ranges());
    }

    private static void secrets(
            Certificate certificate,
            SortedMap<String, RenderedFile> files,
            SortedMap<String, List<SourceRange>> sources) {
        String chain = FileNames.certificate(certificate.id());
        String key = FileNames.key(certificate.id());
        files.put(chain, RenderedFile.of(certificate.chainPem(), Access.OWNER));
        files.put(key, RenderedFile.of(certificate.keyPem(), Access.OWNER));
        source(certificate.source(), chain, sources);
        source(certificate.source(), key, sources);
    }

    private static void source(
            String secret, String file, SortedMap<String, List<SourceRange>> sources) {
        int slash = secret.indexOf('/');
        if (slash > 0) {
            ObjectRef ref =
                    new ObjectRef(
                            "Secret", secret.substring(0, slash), secret.substring(slash + 1));
            sources.put(file, List.of(new SourceRange(1, Integer.MAX_VALUE, ref)));
        }
    }
}
