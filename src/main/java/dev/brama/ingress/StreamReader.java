package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions.StreamSources;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.StreamOptions;
import dev.brama.proxy.StreamServer;
import dev.brama.proxy.Streams;
import dev.brama.proxy.Traffic;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Reads the ConfigMaps of TCP and UDP services. A bad entry is left out alone.
///
/// A port whose Service has no endpoint is not listened on, as in ingress-nginx: clients are
/// refused at once, and nobody takes the port for one that works.
final class StreamReader {
    private final ClusterState state;
    private final GlobalSettings global;
    private final Capabilities capabilities;
    private final Backends backends;
    private final List<Problem> problems;

    StreamReader(
            ClusterState state,
            GlobalSettings global,
            Capabilities capabilities,
            Backends backends,
            List<Problem> problems) {
        this.state = state;
        this.global = global;
        this.capabilities = capabilities;
        this.backends = backends;
        this.problems = problems;
    }

    /// @param sources where they are named
    Optional<Streams> read(StreamSources sources) {
        List<StreamServer> servers = new ArrayList<>();
        sources.tcp().ifPresent(id -> read(id, Traffic.TCP, sources, servers));
        sources.udp().ifPresent(id -> read(id, Traffic.UDP, sources, servers));
        if (servers.isEmpty()) {
            return Optional.empty();
        }
        servers.sort(
                Comparator.comparingInt(StreamServer::port).thenComparing(StreamServer::isUdp));
        return Optional.of(
                new Streams(
                        streamOptions(),
                        servers,
                        backends.upstreams(EnumSet.of(Traffic.TCP, Traffic.UDP))));
    }

    private void read(
            NamespacedName id, Traffic traffic, StreamSources sources, List<StreamServer> servers) {
        ObjectRef object = id.as("ConfigMap");
        Optional<ConfigMapObject> configMap = state.configMap(id);
        if (configMap.isEmpty()) {
            problems.add(
                    Problem.warning(
                            object,
                            "",
                            Reason.MISSING_REFERENCE,
                            "It is named for " + traffic.protocol() + " services, but not there.",
                            "Create it, or remove the flag that names it."));
            return;
        }
        if (!capabilities.hasStream() && !configMap.get().data().isEmpty()) {
            problems.add(
                    Problem.error(
                            object,
                            "data",
                            Reason.MISSING_CAPABILITY,
                            "This nginx has no stream module; none of these ports is listened on.",
                            "Install the module (libnginx-mod-stream on Debian), or run an nginx"
                                    + " that has it built in."));
            return;
        }
        configMap
                .get()
                .data()
                .forEach((port, text) ->
                        new Entry(object, port, traffic)
                                .server(text, sources)
                                .ifPresent(servers::add));
    }

    /// One port of one ConfigMap.
    private final class Entry {
        private final ObjectRef object;
        private final String key;
        private final Traffic traffic;

        Entry(ObjectRef object, String key, Traffic traffic) {
            this.object = object;
            this.key = key;
            this.traffic = traffic;
        }

        Optional<StreamServer> server(String text, StreamSources sources) {
            Optional<Integer> port = StreamEntry.number(key);
            if (port.isEmpty()) {
                return refused("The key is no port.", "Write a number of 1 to 65535 as the key.");
            }
            if (sources.reserved().contains(port.get())) {
                return refused(
                        "The port is one that Brama and its nginx need themselves.",
                        "Choose another port.");
            }
            return switch (StreamEntry.parse(text, traffic)) {
                case Parsed.Valid<StreamEntry>(StreamEntry entry) -> server(port.get(), entry);
                case Parsed.Invalid<StreamEntry>(String reason, String fix) ->
                        refused(Excerpt.of(text) + " is " + reason + ".", Sentence.of(fix));
            };
        }

        private Optional<StreamServer> server(int port, StreamEntry entry) {
            entry.remark()
                    .ifPresent(remark ->
                            problems.add(
                                    Problem.warning(
                                            object,
                                            field(),
                                            Reason.INEFFECTIVE_SETTING,
                                            Sentence.of(remark),
                                            "Leave it out.")));
            Backends.User user =
                    new Backends.User(
                            object,
                            field(),
                            IngressSettings.NONE,
                            Backends.WhenEmpty.IS_LEFT_OUT,
                            "the port is not listened on");
            return backends.canAnswer(entry.backend(), entry.port(), user)
                    ? Optional.of(
                            new StreamServer(port, entry.backend(), entry.proxyProtocol(), object))
                    : Optional.empty();
        }

        private Optional<StreamServer> refused(String message, String fix) {
            problems.add(
                    Problem.error(
                            object,
                            field(),
                            Reason.INVALID_FIELD,
                            message.replaceFirst("\\.$", "; the entry is left out."),
                            fix));
            return Optional.empty();
        }

        private String field() {
            return "data[" + Excerpt.of(key).replace("\"", "") + "]";
        }
    }

    private StreamOptions streamOptions() {
        boolean off =
                global.get(ConfigKeys.DISABLE_ACCESS_LOG)
                        || global.get(ConfigKeys.DISABLE_STREAM_ACCESS_LOG);
        boolean trusting = global.get(ConfigKeys.ENABLE_REAL_IP) && capabilities.hasStreamRealIp();
        return new StreamOptions(
                global.get(ConfigKeys.PROXY_STREAM_TIMEOUT),
                new StreamOptions.Retry(
                        global.get(ConfigKeys.PROXY_STREAM_NEXT_UPSTREAM),
                        global.get(ConfigKeys.PROXY_STREAM_NEXT_UPSTREAM_TIMEOUT),
                        global.get(ConfigKeys.PROXY_STREAM_NEXT_UPSTREAM_TRIES)),
                global.get(ConfigKeys.PROXY_STREAM_RESPONSES),
                new StreamOptions.Log(
                        global.get(ConfigKeys.LOG_FORMAT_STREAM),
                        logEscape(global),
                        global.get(ConfigKeys.STREAM_ACCESS_LOG_PATH)
                                .or(() -> global.get(ConfigKeys.ACCESS_LOG_PATH)),
                        !off),
                trusting ? global.get(ConfigKeys.PROXY_REAL_IP_CIDR) : List.of());
    }

    /// How values in lines of logs are escaped.
    static Word logEscape(GlobalSettings global) {
        return new Word(
                global.get(ConfigKeys.LOG_FORMAT_ESCAPE_JSON)
                        ? "json"
                        : global.get(ConfigKeys.LOG_FORMAT_ESCAPE_NONE) ? "none" : "default");
    }
}
