package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.StreamServer;
import dev.brama.proxy.Streams;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Ports of TCP and UDP services on which nginx cannot listen: another program has them, or nginx
/// lacks the right to. `nginx -t` does not see that, and a single such port would keep a whole
/// configuration out of force.
///
/// A port is held until the ConfigMap that asks for it changes.
final class TakenPorts {
    private static final Pattern BIND =
            Pattern.compile("bind\\(\\) to \\S*:(\\d+) failed \\(\\d+: [^)]*\\)");

    private final SortedMap<Integer, Held> held = new TreeMap<>();

    /// @param asking the entries that ask for the port, with the versions of their ConfigMaps
    /// @param message what nginx said
    private record Held(List<Asking> asking, String message) {}

    private record Asking(StreamServer server, Optional<ConfigMapObject> version) {}

    /// The servers of a configuration that nginx names in a message as those it cannot listen for.
    static List<StreamServer> blamed(ProxyConfig config, String message) {
        Matcher bind = BIND.matcher(message);
        if (!bind.find()) {
            return List.of();
        }
        String port = bind.group(1);
        return config.streams().stream()
                .map(Streams::servers)
                .flatMap(Collection::stream)
                .filter(server -> Integer.toString(server.port()).equals(port))
                .toList();
    }

    /// Holds the ports that a message names.
    ///
    /// @return whether there is one
    boolean hold(ProxyConfig config, String message, ClusterState state) {
        List<StreamServer> servers = blamed(config, message);
        if (servers.isEmpty()) {
            return false;
        }
        List<Asking> asking =
                servers.stream().map(server -> new Asking(server, version(server, state))).toList();
        Matcher bind = BIND.matcher(message);
        String said = bind.find() ? bind.group() : message;
        held.put(servers.getFirst().port(), new Held(asking, said));
        return true;
    }

    /// Lets go of ports whose ConfigMap changed.
    void release(ClusterState state) {
        held.values()
                .removeIf(port ->
                        port.asking().stream()
                                .anyMatch(one ->
                                        !Objects.equals(
                                                one.version(), version(one.server(), state))));
    }

    /// The configuration without them.
    ProxyConfig without(ProxyConfig config) {
        return held.isEmpty()
                ? config
                : config.with(config.streams().flatMap(all -> all.without(held.keySet())));
    }

    /// What is wrong with them.
    Stream<Problem> problems() {
        return held.values().stream()
                .flatMap(port -> port.asking().stream().map(one -> problem(one, port.message())));
    }

    private static Problem problem(Asking one, String message) {
        return Problem.error(
                one.server().origin(),
                "data[" + one.server().port() + "]",
                Reason.REFUSED_BY_NGINX,
                "nginx cannot listen on the port: "
                        + Excerpt.line(message)
                        + "; the entry is left out.",
                "Free the port or choose another; it is tried again when the ConfigMap changes.");
    }

    private static Optional<ConfigMapObject> version(StreamServer server, ClusterState state) {
        ObjectRef origin = server.origin();
        return state.configMap(new NamespacedName(origin.namespace(), origin.name()));
    }
}
