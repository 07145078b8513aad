package dev.brama.ingress;

import dev.brama.proxy.Location;
import dev.brama.proxy.ProxyOptions;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKey;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How requests of a location are passed on: annotations over the ConfigMap's values.
final class LocationOptionsReader {
    private static final Word NON_IDEMPOTENT = new Word("non_idempotent");

    private final GlobalSettings global;
    // Most Ingresses have the same settings, none at all: thousands of locations share the values.
    private final Map<IngressSettings, ProxyOptions> proxies = new HashMap<>();
    private final Map<IngressSettings, Location.Body> bodies = new HashMap<>();
    private final Map<IngressSettings, Location.Transfer> transfers = new HashMap<>();

    LocationOptionsReader(GlobalSettings global) {
        this.global = global;
    }

    ProxyOptions proxy(IngressSettings settings) {
        return proxies.computeIfAbsent(settings, this::readProxy);
    }

    Location.Body body(IngressSettings settings) {
        return bodies.computeIfAbsent(settings, this::readBody);
    }

    Location.Transfer transfer(IngressSettings settings) {
        return transfers.computeIfAbsent(settings, this::readTransfer);
    }

    private ProxyOptions readProxy(IngressSettings settings) {
        return new ProxyOptions(
                new ProxyOptions.Timeouts(
                        of(
                                settings,
                                Annotations.PROXY_CONNECT_TIMEOUT,
                                ConfigKeys.PROXY_CONNECT_TIMEOUT),
                        of(settings, Annotations.PROXY_SEND_TIMEOUT, ConfigKeys.PROXY_SEND_TIMEOUT),
                        of(
                                settings,
                                Annotations.PROXY_READ_TIMEOUT,
                                ConfigKeys.PROXY_READ_TIMEOUT)),
                buffers(settings),
                of(
                        settings,
                        Annotations.PROXY_REQUEST_BUFFERING,
                        ConfigKeys.PROXY_REQUEST_BUFFERING),
                of(settings, Annotations.PROXY_HTTP_VERSION, ConfigKeys.PROXY_HTTP_VERSION),
                nextUpstream(settings),
                settings.get(Annotations.UPSTREAM_VHOST),
                settings.get(Annotations.CONNECTION_PROXY_HEADER),
                headerRewrites(settings));
    }

    private Location.Body readBody(IngressSettings settings) {
        return new Location.Body(
                of(settings, Annotations.PROXY_BODY_SIZE, ConfigKeys.PROXY_BODY_SIZE),
                of(
                        settings,
                        Annotations.CLIENT_BODY_BUFFER_SIZE,
                        ConfigKeys.CLIENT_BODY_BUFFER_SIZE));
    }

    private Location.Transfer readTransfer(IngressSettings settings) {
        return new Location.Transfer(
                of(settings, Annotations.LIMIT_RATE, ConfigKeys.LIMIT_RATE),
                of(settings, Annotations.LIMIT_RATE_AFTER, ConfigKeys.LIMIT_RATE_AFTER),
                settings.get(Annotations.ENABLE_ACCESS_LOG).orElse(true),
                settings.isOn(Annotations.ENABLE_REWRITE_LOG),
                of(settings, Annotations.RELATIVE_REDIRECTS, ConfigKeys.RELATIVE_REDIRECTS),
                of(settings, Annotations.USE_PORT_IN_REDIRECTS, ConfigKeys.USE_PORT_IN_REDIRECTS));
    }

    <T> T of(IngressSettings settings, Annotation<T> annotation, ConfigKey<T> key) {
        return settings.get(annotation).orElse(global.get(key));
    }

    /// What nginx would refuse about these sizes (`ngx_http_proxy_merge_loc_conf`), if anything.
    static Optional<String> objection(ProxyOptions.Buffers buffers) {
        long size = buffers.size().bytes();
        if (size < 1) {
            return Optional.of("proxy-buffer-size must be more than 0");
        }
        long most = (buffers.number() - 1L) * size;
        if (buffers.busy().filter(busy -> busy.bytes() < size || busy.bytes() > most).isPresent()) {
            return Optional.of(
                    "proxy-busy-buffers-size must be at least one buffer and leave one buffer"
                            + " free: "
                            + size
                            + " to "
                            + most
                            + " bytes");
        }
        long file = buffers.maxTempFile().bytes();
        return file > 0 && file < size
                ? Optional.of("proxy-max-temp-file-size must be 0 or at least one buffer")
                : Optional.empty();
    }

    private ProxyOptions.Buffers buffers(IngressSettings settings) {
        Size size = of(settings, Annotations.PROXY_BUFFER_SIZE, ConfigKeys.PROXY_BUFFER_SIZE);
        int number =
                Math.max(
                        2,
                        of(
                                settings,
                                Annotations.PROXY_BUFFERS_NUMBER,
                                ConfigKeys.PROXY_BUFFERS_NUMBER));
        Optional<Size> busy =
                settings.get(Annotations.PROXY_BUSY_BUFFERS_SIZE)
                        .or(() -> global.get(ConfigKeys.PROXY_BUSY_BUFFERS_SIZE))
                        // nginx's own default is two buffers, which is too much for two.
                        .or(() -> number == 2 ? Optional.of(size) : Optional.empty());
        return new ProxyOptions.Buffers(
                of(settings, Annotations.PROXY_BUFFERING, ConfigKeys.PROXY_BUFFERING),
                number,
                size,
                busy,
                of(
                        settings,
                        Annotations.PROXY_MAX_TEMP_FILE_SIZE,
                        ConfigKeys.PROXY_MAX_TEMP_FILE_SIZE));
    }

    private ProxyOptions.NextUpstream nextUpstream(IngressSettings settings) {
        List<Word> conditions =
                new ArrayList<>(
                        of(
                                settings,
                                Annotations.PROXY_NEXT_UPSTREAM,
                                ConfigKeys.PROXY_NEXT_UPSTREAM));
        if (global.get(ConfigKeys.RETRY_NON_IDEMPOTENT) && !conditions.contains(NON_IDEMPOTENT)) {
            conditions.add(NON_IDEMPOTENT);
        }
        return new ProxyOptions.NextUpstream(
                conditions,
                of(
                        settings,
                        Annotations.PROXY_NEXT_UPSTREAM_TIMEOUT,
                        ConfigKeys.PROXY_NEXT_UPSTREAM_TIMEOUT),
                of(
                        settings,
                        Annotations.PROXY_NEXT_UPSTREAM_TRIES,
                        ConfigKeys.PROXY_NEXT_UPSTREAM_TRIES));
    }

    private static ProxyOptions.HeaderRewrites headerRewrites(IngressSettings settings) {
        return new ProxyOptions.HeaderRewrites(
                pair(settings, Annotations.PROXY_COOKIE_DOMAIN),
                pair(settings, Annotations.PROXY_COOKIE_PATH),
                locationHeader(settings));
    }

    private static Optional<ProxyOptions.Replacement> pair(
            IngressSettings settings, Annotation<Text> annotation) {
        return settings.get(annotation)
                .map(text -> text.value().strip().split(" +"))
                .filter(words -> words.length == 2)
                .map(words -> new ProxyOptions.Replacement(new Text(words[0]), new Text(words[1])));
    }

    // Both are needed, unless the first is off or default.
    private static ProxyOptions.LocationHeader locationHeader(IngressSettings settings) {
        String from = settings.get(Annotations.PROXY_REDIRECT_FROM).map(Text::value).orElse("off");
        String to = settings.get(Annotations.PROXY_REDIRECT_TO).map(Text::value).orElse("off");
        if (from.equals("default")) {
            return new ProxyOptions.LocationHeader.NginxDefault();
        }
        if (from.equals("off") || to.equals("off")) {
            return new ProxyOptions.LocationHeader.Keep();
        }
        return new ProxyOptions.LocationHeader.Replace(
                new ProxyOptions.Replacement(new Text(from), new Text(to)));
    }
}
