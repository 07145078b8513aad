package dev.brama.render;

import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.HttpOptions.SkippedUrl;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.VirtualHost;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the main file prints beside the model's own values.
record MainView(
        Paths paths,
        @Nullable Word workerUser,
        @Nullable Integer openFiles,
        Hashes hashes,
        List<Expression> logFormat,
        @Nullable Token accessLog,
        List<Token> skippedUrls,
        List<Text> largeHeaderBuffers,
        List<Text> tlsProtocols,
        List<Text> gzipTypes,
        List<HeaderName> hiddenHeaders,
        List<Word> resolvers,
        @Nullable PeersView peers,
        Forms forms,
        int httpsPort,
        @Nullable Integer healthPort,
        @Nullable Word requestLog,
        boolean streams,
        StreamView.@Nullable Module streamModule) {
    // With more, some of nginx's small buckets get several names whatever the number of buckets,
    // and
    // nginx complains at each load.
    private static final int MANY_HOSTS = 200;

    record Paths(Word pid, Word statusSocket, Word temp, Word emergencyLog) {}

    /// Sizes of nginx's hash tables, which must hold all names.
    record Hashes(int serverNamesMax, int serverNamesBucket, int mapBucket) {}

    /// Which forms of directives this nginx knows.
    record Forms(
            boolean http2Directive,
            boolean stubStatus,
            boolean realIp,
            boolean grpc,
            boolean keepaliveMinTimeout) {}

    /// What is between nginx and Brama where peers are resolved.
    ///
    /// @param names where nginx asks for peers
    /// @param standIn where 503 is answered for Services without endpoints
    /// @param http2 whether that is told to gRPC too
    record PeersView(HostPort names, HostPort standIn, boolean http2) {
        static PeersView of(RenderOptions options) {
            Capabilities can = options.capabilities();
            return new PeersView(
                    options.local().namesAddress(),
                    options.local().standInAddress(),
                    can.hasHttp2() && can.hasHttp2Directive());
        }
    }

    static MainView of(ProxyConfig config, RenderOptions options) {
        HttpOptions http = config.http();
        Capabilities can = options.capabilities();
        NginxLayout layout = options.layout();
        List<Token> skipped = http.log().skipped().stream().map(MainView::skipped).toList();
        return new MainView(
                new Paths(
                        new Word(layout.pidFile()),
                        new Word("unix:" + layout.statusSocket()),
                        new Word(layout.tempDir()),
                        new Word(layout.emergencyLog())),
                options.workerUser().orElse(null),
                http.workers().openFiles() > 0 ? http.workers().openFiles() : null,
                new Hashes(
                        power(1024, 2L * config.virtualHosts().size()),
                        power(
                                config.virtualHosts().size() < MANY_HOSTS ? 64 : 256,
                                longestName(config) + 24L),
                        power(128, longest(skipped) + 24L)),
                http.log().format().stream().map(MainView::brief).toList(),
                http.log().accessLog() ? logFile(http.log().path(), options) : null,
                skipped,
                words(http.client().largeHeaderBuffers()),
                words(http.tls().protocols()),
                http.gzip().map(gzip -> words(gzip.types())).orElse(List.of()),
                hidden(http.headers()),
                resolvers(options),
                PeerKinds.of(config).resolved() ? PeersView.of(options) : null,
                new Forms(
                        can.hasHttp2Directive() && http.tls().http2(),
                        can.hasStubStatus(),
                        http.identity().realIp(),
                        can.hasGrpc(),
                        can.hasKeepaliveMinTimeout()),
                options.ports().https(),
                options.container().map(RenderOptions.Container::healthPort).orElse(null),
                options.countsRequests() ? new Word(layout.requestLog()) : null,
                config.streams().isPresent(),
                config.streams().map(streams -> StreamView.module(streams, options)).orElse(null));
    }

    /// The same without the variable that is always empty.
    private static Expression brief(Expression format) {
        return new Expression(format.value().replace("[$proxy_alternative_upstream_name]", "[]"));
    }

    /// Where a log is written.
    ///
    /// @param path what the ConfigMap names
    static Token logFile(Optional<Text> path, RenderOptions options) {
        return path.<Token>map(named -> named)
                .orElseGet(() ->
                        new Word(
                                options.container()
                                        .map(RenderOptions.Container::accessLog)
                                        .orElse(options.layout().accessLog())));
    }

    /// The name servers for names outside the cluster.
    static List<Word> resolvers(RenderOptions options) {
        return options.resolvers().stream()
                .map(address -> new HostPort(address, 53))
                .map(address -> new Word(bare(address)))
                .toList();
    }

    private static String bare(HostPort address) {
        return address.host().indexOf(':') >= 0 ? address.token() : address.host();
    }

    private static Token skipped(SkippedUrl url) {
        return switch (url) {
            // The backslash keeps nginx from reading the URL as a word such as `include`.
            case SkippedUrl.ThisUrl(Text text) -> new Regex("\\" + text.value());
            case SkippedUrl.UrlsMatching(Regex regex) -> new Regex("~" + regex.value());
        };
    }

    /// Headers of backends that are not passed on.
    static List<HeaderName> hidden(HttpOptions.Headers headers) {
        Stream<HeaderName> hsts =
                headers.hsts().stream().map(_ -> new HeaderName("Strict-Transport-Security"));
        return Stream.concat(hsts, headers.hidden().stream()).toList();
    }

    private static List<Text> words(Text text) {
        return Arrays.stream(text.value().strip().split("\\s+")).map(Text::new).toList();
    }

    private static int longestName(ProxyConfig config) {
        return config.virtualHosts().stream()
                .flatMap(MainView::names)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static Stream<String> names(VirtualHost host) {
        Stream<String> more =
                Stream.concat(
                        host.aliases().stream().map(Object::toString),
                        host.redirectedName().stream().map(name -> name.name().value()));
        return Stream.concat(Stream.of(host.host().text()), more);
    }

    private static int longest(List<Token> tokens) {
        return tokens.stream().mapToInt(token -> token.token().length()).max().orElse(0);
    }

    private static int power(int least, long needed) {
        int power = least;
        while (power < needed && power < 1 << 24) {
            power *= 2;
        }
        return power;
    }
}
