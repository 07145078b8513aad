package dev.brama.realcluster;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request of the client in the LAN: on a connection of its own, as Go's client would write it.
///
/// @param url where it goes; its host is told to the server, and to TLS as the server's name
/// @param address where the connection goes
/// @param host the Host header; empty for none that means anything
/// @param headers more headers
/// @param body empty for none
record Request(
        String method,
        String url,
        String address,
        String host,
        Map<String, String> headers,
        String body) {

    static Request get(String url, String address) {
        return new Request("GET", url, address, URI.create(url).getHost(), Map.of(), "");
    }

    Request by(String other) {
        return new Request(other, url, address, host, headers, body);
    }

    Request withHost(String other) {
        return new Request(method, url, address, other, headers, body);
    }

    Request with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, url, address, host, more, body);
    }

    /// Sends JSON.
    Request saying(String json) {
        return new Request("POST", url, address, host, headers, json)
                .with("Content-Type", "application/json")
                .with("Content-Length", "" + json.getBytes(StandardCharsets.UTF_8).length);
    }
}
