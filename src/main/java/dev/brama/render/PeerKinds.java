package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Peers;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.SessionCookie;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.HostPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How the peers of backends are found, as far as the text of locations depends on it.
///
/// @param external backends whose name is looked up at each request
/// @param fixed where peers are resolved, the backends whose peers are not
/// @param sessions backends that clients come back to by a cookie
/// @param resolved whether peers are resolved
record PeerKinds(
        Map<BackendRef, HostPort> external,
        Set<BackendRef> fixed,
        Map<BackendRef, SessionCookie> sessions,
        boolean resolved) {
    static PeerKinds of(ProxyConfig config) {
        Map<BackendRef, HostPort> external = new HashMap<>();
        Set<BackendRef> fixed = new HashSet<>();
        Map<BackendRef, SessionCookie> sessions = new HashMap<>();
        boolean resolved = false;
        for (Upstream upstream : config.upstreams()) {
            upstream.balancing()
                    .sessionCookie()
                    .ifPresent(cookie -> sessions.put(upstream.backend(), cookie));
            switch (upstream.peers()) {
                case Peers.Static _ -> fixed.add(upstream.backend());
                case Peers.Resolved _ -> resolved = true;
                case Peers.External(HostPort name) -> external.put(upstream.backend(), name);
            }
        }
        // Without resolved peers it does not matter, and must not make texts anew.
        return new PeerKinds(external, resolved ? fixed : Set.of(), sessions, resolved);
    }

    /// Whether a request may meet peers that change while it is served.
    boolean areChanging(BackendRef backend) {
        return resolved && !fixed.contains(backend) && !external.containsKey(backend);
    }
}
