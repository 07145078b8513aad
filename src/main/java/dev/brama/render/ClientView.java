package dev.brama.render;

import dev.brama.proxy.HttpOptions;
import dev.brama.syntax.Word;

/// The names of the variables that tell how the client asked.
///
/// Where nobody in front of nginx is believed these are nginx's own variables, not those that users
/// know from ingress-nginx: a map that always gives the same costs each request something, five of
/// them some 3 % of nginx's own instructions for it.
///
/// @param host as the client named it
/// @param scheme `http` or `https`
/// @param port as clients see it
/// @param forwardedFor the addresses that a backend is told
record ClientView(Word host, Word scheme, Word port, Word forwardedFor) {
    static final int HTTPS = 443;

    static ClientView of(HttpOptions http, RenderOptions options) {
        HttpOptions.Identity identity = http.identity();
        boolean believing = identity.forwardedHeaders();
        boolean direct = !believing && !identity.proxyProtocol();
        String port = direct ? "server_port" : "pass_server_port";
        return new ClientView(
                new Word(believing ? "best_http_host" : "http_host"),
                new Word(direct ? "scheme" : "pass_access_scheme"),
                new Word(options.ports().https() == HTTPS ? port : "pass_port"),
                new Word(identity.appendForwardedFor() ? "forwarded_for" : "remote_addr"));
    }
}
