package dev.brama.syntax;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the nginx at hand understands; decides which form of a directive is written.
///
/// @param version its version, such as 1.22.1
/// @param builtInModules names of the modules compiled in, as `nginx -V` spells them without
///   `--with-` and `--without-`: `http_v2_module`, `http_realip_module`, `stream`
/// @param dynamicModules loadable modules: name of the file without `.so`, and its full path
public record Capabilities(
        NginxVersion version,
        SortedSet<String> builtInModules,
        SortedMap<String, String> dynamicModules) {
    public Capabilities {
        builtInModules = Collections.unmodifiableSortedSet(new TreeSet<>(builtInModules));
        dynamicModules = Collections.unmodifiableSortedMap(new TreeMap<>(dynamicModules));
    }

    /// `http2 on;` as a directive of its own, since 1.25.1; before, a parameter of `listen`.
    public boolean hasHttp2Directive() {
        return version.isAtLeast(1, 25, 1);
    }

    /// Whether HTTP/2 to clients is there at all.
    public boolean hasHttp2() {
        return builtInModules.contains("http_v2_module");
    }

    /// `keepalive_min_timeout`, since 1.27.4: an old worker keeps idle connections for a while, so
    /// that no client sends a request into a connection that is just being closed.
    public boolean hasKeepaliveMinTimeout() {
        return version.isAtLeast(1, 27, 4);
    }

    /// `server NAME resolve` in open-source nginx, since 1.27.3: peers are learnt while serving.
    public boolean hasResolvingUpstreams() {
        return version.isAtLeast(1, 27, 3);
    }

    /// `sticky cookie` in open-source nginx, since 1.29.6: a cookie that names the peer; in every
    /// build not made `--without-http_upstream_sticky_module`.
    public boolean hasStickyCookie() {
        return version.isAtLeast(1, 29, 6)
                && !builtInModules.contains("without:http_upstream_sticky_module");
    }

    /// Whether TCP and UDP can be passed on.
    public boolean hasStream() {
        return builtInModules.contains("stream") || streamModule().isPresent();
    }

    /// The file to load before TCP and UDP can be passed on; none where that is built in.
    public Optional<String> streamModule() {
        return builtInModules.contains("stream")
                ? Optional.empty()
                : Optional.ofNullable(dynamicModules.get("ngx_stream_module"));
    }

    /// Whether streams can take the client's address from the PROXY protocol.
    public boolean hasStreamRealIp() {
        return builtInModules.contains("stream_realip_module");
    }

    /// Whether the client address can be taken from a header or the PROXY protocol.
    public boolean hasRealIp() {
        return builtInModules.contains("http_realip_module");
    }

    /// Whether the page of basic counters can be served.
    public boolean hasStubStatus() {
        return builtInModules.contains("http_stub_status_module");
    }

    /// Whether TLS can be served.
    public boolean hasTls() {
        return builtInModules.contains("http_ssl_module");
    }

    /// Whether gRPC can be passed on; in every build not made `--without-http_grpc_module`.
    public boolean hasGrpc() {
        return !builtInModules.contains("without:http_grpc_module");
    }
}
