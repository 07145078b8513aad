package dev.brama.render;

import dev.brama.proxy.HttpOptions;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.HostPort;
import java.util.List;

/// Where a server listens, as the templates print it.
///
/// @param http addresses with port for plain HTTP
/// @param https addresses with port for TLS
/// @param http2Parameter whether HTTP/2 is a parameter of `listen`, as before nginx 1.25.1
/// @param reusePort whether each worker has a queue of its own
/// @param proxyProtocol whether clients come through the PROXY protocol
/// @param rejectUnknown whether TLS handshakes for unknown hosts are refused
record ListenView(
        List<HostPort> http,
        List<HostPort> https,
        boolean http2Parameter,
        boolean reusePort,
        boolean proxyProtocol,
        boolean rejectUnknown) {
    static ListenView of(HttpOptions http, RenderOptions options) {
        return new ListenView(
                addresses(http, options, options.ports().http()),
                addresses(http, options, options.ports().https()),
                http.tls().http2() && !options.capabilities().hasHttp2Directive(),
                http.workers().reusePort(),
                http.identity().proxyProtocol(),
                http.tls().rejectUnknownHosts());
    }

    /// Where a port is listened on.
    static List<HostPort> addresses(HttpOptions http, RenderOptions options, int port) {
        List<String> wanted =
                http.listening().addresses().isEmpty()
                        ? options.addresses()
                        : http.listening().addresses().stream().map(Cidr::text).toList();
        if (wanted.isEmpty()) {
            wanted = http.listening().ipv6() ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
        }
        return wanted.stream().map(address -> new HostPort(address, port)).toList();
    }
}
