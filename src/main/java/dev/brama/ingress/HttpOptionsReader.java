package dev.brama.ingress;

import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.FileId;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.Location;
import dev.brama.proxy.ProxyOptions;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What holds for every host, from the ConfigMap.
final class HttpOptionsReader {
    private final GlobalSettings global;
    private final Capabilities capabilities;
    private final ObjectRef configMap;
    private final List<Problem> problems;

    HttpOptionsReader(
            GlobalSettings global,
            Capabilities capabilities,
            ObjectRef configMap,
            List<Problem> problems) {
        this.global = global;
        this.capabilities = capabilities;
        this.configMap = configMap;
        this.problems = problems;
    }

    HttpOptions read(FileId defaultCertificate) {
        return new HttpOptions(
                new HttpOptions.Listening(
                        global.get(ConfigKeys.BIND_ADDRESS), !global.get(ConfigKeys.DISABLE_IPV6)),
                workers(),
                client(),
                identity(),
                tls(defaultCertificate),
                log(),
                keepalive(),
                gzip(),
                defaults(),
                headers());
    }

    private HttpOptions.Workers workers() {
        return new HttpOptions.Workers(
                global.get(ConfigKeys.WORKER_PROCESSES),
                connections(),
                global.get(ConfigKeys.MAX_WORKER_OPEN_FILES),
                global.get(ConfigKeys.WORKER_SHUTDOWN_TIMEOUT),
                global.get(ConfigKeys.ENABLE_MULTI_ACCEPT),
                global.get(ConfigKeys.REUSE_PORT));
    }

    private int connections() {
        int connections = global.get(ConfigKeys.MAX_WORKER_CONNECTIONS);
        if (connections == 0) {
            int files = global.get(ConfigKeys.MAX_WORKER_OPEN_FILES);
            connections =
                    files > 0 ? files / 4 * 3 : ConfigKeys.MAX_WORKER_CONNECTIONS.defaultValue();
        }
        return Math.clamp(connections, 16, 1_000_000);
    }

    private HttpOptions.Client client() {
        return new HttpOptions.Client(
                global.get(ConfigKeys.CLIENT_HEADER_BUFFER_SIZE),
                global.get(ConfigKeys.LARGE_CLIENT_HEADER_BUFFERS),
                global.get(ConfigKeys.CLIENT_HEADER_TIMEOUT),
                global.get(ConfigKeys.CLIENT_BODY_TIMEOUT),
                global.get(ConfigKeys.KEEP_ALIVE),
                global.get(ConfigKeys.KEEP_ALIVE_REQUESTS),
                global.get(ConfigKeys.ENABLE_UNDERSCORES_IN_HEADERS),
                global.get(ConfigKeys.IGNORE_INVALID_HEADERS),
                global.get(ConfigKeys.SERVER_TOKENS),
                global.get(ConfigKeys.BLOCK_CIDRS),
                global.get(ConfigKeys.LIMIT_REQ_STATUS_CODE),
                global.get(ConfigKeys.LIMIT_CONN_STATUS_CODE));
    }

    private HttpOptions.Identity identity() {
        boolean forwarded = global.get(ConfigKeys.USE_FORWARDED_HEADERS);
        boolean proxyProtocol = global.get(ConfigKeys.USE_PROXY_PROTOCOL);
        boolean realIp = forwarded || proxyProtocol || global.get(ConfigKeys.ENABLE_REAL_IP);
        if (realIp && !capabilities.hasRealIp()) {
            problems.add(
                    Problem.error(
                            configMap,
                            "data",
                            Reason.MISSING_CAPABILITY,
                            "This nginx has no realip module; clients' addresses are those of the"
                                    + " connections.",
                            "Run an nginx built with the realip module."));
            realIp = false;
        }
        return new HttpOptions.Identity(
                forwarded,
                realIp,
                proxyProtocol,
                global.get(ConfigKeys.PROXY_REAL_IP_CIDR),
                global.get(ConfigKeys.FORWARDED_FOR_HEADER),
                forwarded && global.get(ConfigKeys.COMPUTE_FULL_FORWARDED_FOR),
                global.get(ConfigKeys.GENERATE_REQUEST_ID));
    }

    private HttpOptions.Tls tls(FileId defaultCertificate) {
        return new HttpOptions.Tls(
                global.get(ConfigKeys.SSL_PROTOCOLS),
                global.get(ConfigKeys.SSL_CIPHERS),
                global.get(ConfigKeys.SSL_SESSION_CACHE_SIZE),
                global.get(ConfigKeys.SSL_SESSION_TIMEOUT),
                global.get(ConfigKeys.SSL_SESSION_TICKETS),
                global.get(ConfigKeys.SSL_BUFFER_SIZE),
                global.get(ConfigKeys.SSL_EARLY_DATA),
                global.get(ConfigKeys.SSL_REJECT_HANDSHAKE),
                defaultCertificate,
                global.get(ConfigKeys.USE_HTTP2) && capabilities.hasHttp2(),
                global.get(ConfigKeys.HTTP2_MAX_CONCURRENT_STREAMS));
    }

    private HttpOptions.Log log() {
        return new HttpOptions.Log(
                global.get(ConfigKeys.LOG_FORMAT_UPSTREAM),
                StreamReader.logEscape(global),
                global.get(ConfigKeys.ACCESS_LOG_PATH),
                !global.get(ConfigKeys.DISABLE_ACCESS_LOG),
                skippedUrls(),
                global.get(ConfigKeys.ERROR_LOG_LEVEL));
    }

    private List<HttpOptions.SkippedUrl> skippedUrls() {
        List<HttpOptions.SkippedUrl> skipped = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (String url : global.get(ConfigKeys.SKIP_ACCESS_LOG_URLS)) {
            if (url.startsWith("~")) {
                skipped.add(new HttpOptions.SkippedUrl.UrlsMatching(new Regex(url.substring(1))));
            } else if (known.add(url.toLowerCase(Locale.ROOT))) {
                // nginx's maps know no case, and refuse the same key twice.
                skipped.add(new HttpOptions.SkippedUrl.ThisUrl(new Text(url)));
            }
        }
        return skipped;
    }

    private HttpOptions.Keepalive keepalive() {
        return new HttpOptions.Keepalive(
                global.get(ConfigKeys.UPSTREAM_KEEPALIVE_CONNECTIONS),
                global.get(ConfigKeys.UPSTREAM_KEEPALIVE_TIME),
                global.get(ConfigKeys.UPSTREAM_KEEPALIVE_TIMEOUT),
                global.get(ConfigKeys.UPSTREAM_KEEPALIVE_REQUESTS));
    }

    private Optional<HttpOptions.Gzip> gzip() {
        return global.get(ConfigKeys.USE_GZIP)
                ? Optional.of(
                        new HttpOptions.Gzip(
                                global.get(ConfigKeys.GZIP_LEVEL),
                                global.get(ConfigKeys.GZIP_MIN_LENGTH),
                                global.get(ConfigKeys.GZIP_TYPES)))
                : Optional.empty();
    }

    private HttpOptions.Defaults defaults() {
        LocationOptionsReader reader = new LocationOptionsReader(global);
        Location.Body body = reader.body(IngressSettings.NONE);
        Location.Transfer transfer = reader.transfer(IngressSettings.NONE);
        ProxyOptions options = reader.proxy(IngressSettings.NONE);
        Optional<String> objection = LocationOptionsReader.objection(options.buffers());
        if (objection.isPresent()) {
            problems.add(
                    Problem.error(
                            configMap,
                            "data",
                            Reason.INVALID_SETTING,
                            Sentence.of(objection.get()) + " The default sizes are used.",
                            "Correct the sizes of the buffers."));
            options =
                    options.withBuffers(
                            new LocationOptionsReader(GlobalSettings.DEFAULTS)
                                    .proxy(IngressSettings.NONE)
                                    .buffers());
        }
        return new HttpOptions.Defaults(options, body, transfer);
    }

    private HttpOptions.Headers headers() {
        return new HttpOptions.Headers(
                hsts(),
                global.get(ConfigKeys.HIDE_HEADERS),
                global.get(ConfigKeys.ALLOW_BACKEND_SERVER_HEADER),
                global.get(ConfigKeys.PROXY_ADD_ORIGINAL_URI_HEADER));
    }

    private Optional<Text> hsts() {
        if (!global.get(ConfigKeys.HSTS)) {
            return Optional.empty();
        }
        return Optional.of(
                new Text(
                        "max-age="
                                + global.get(ConfigKeys.HSTS_MAX_AGE)
                                + (global.get(ConfigKeys.HSTS_INCLUDE_SUBDOMAINS)
                                        ? "; includeSubDomains"
                                        : "")
                                + (global.get(ConfigKeys.HSTS_PRELOAD) ? "; preload" : "")));
    }
}
