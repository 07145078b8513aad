package dev.brama.cli;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.Place;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
import dev.brama.kube.ManifestFiles;
import dev.brama.kube.Manifests;
import dev.brama.link.BootClock;
import dev.brama.problem.Reason;
import dev.brama.report.ProblemReport;
import dev.brama.speaker.AnnouncerSettings;
import dev.brama.speaker.InterfaceRules;
import dev.brama.speaker.Speaker;
import dev.brama.speaker.SpeakerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `brama speaker`.
@Command(
        name = "speaker",
        sortOptions = false,
        subcommands = {SpeakerStatusCommand.class, SpeakerDoctorCommand.class},
        description = {
            "Gives Services of type LoadBalancer an address and answers for it on the LAN, by ARP and"
                    + " neighbour discovery. Runs on each node, on its own network, and needs the"
                    + " capability NET_RAW.",
            "Pools and advertisements are read from a ConfigMap, from a file, and from MetalLB's"
                    + " IPAddressPool and L2Advertisement; all of them count together. brama check"
                    + " says what is wrong with them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brama speaker --node-name n1 --peer-address 192.168.1.11 --config pools.yaml",
            "  brama speaker status         who answers for which address",
            "  brama speaker doctor         what keeps a Service from being reached",
            "",
            "  # pools.yaml",
            "  pools: [{name: lan, addresses: [192.168.1.70-192.168.1.80]}]"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was told to stop, and has handed its addresses over",
            "64:the command line is wrong",
            "69:something that is needed is not there: the API server, a port, the capability NET_RAW"
        })
final class SpeakerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final long STOP_SECONDS = 10;

    @Mixin private ClusterFlags cluster = new ClusterFlags();

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            defaultValue = "${env:NODE_NAME}",
            description = "The Node that this runs on (default: $NODE_NAME).")
    private String node = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "brama-speaker",
            description =
                    "Begins the names of the Leases and ConfigMaps by which speakers agree"
                            + " (default: ${DEFAULT-VALUE}).")
    private String name = "brama-speaker";

    @Option(
            names = "--configmap",
            paramLabel = "NS/NAME",
            converter = IngressFlags.NameConverter.class,
            description = "ConfigMap with pools and advertisements under the key addresses.yaml.")
    private @Nullable NamespacedName configMap;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "File with pools and advertisements, or with address-pools as MetalLB had them"
                            + " before 0.13.")
    private @Nullable Path config;

    @Option(
            names = "--lb-class",
            paramLabel = "CLASS",
            description =
                    "Serve Services of this loadBalancerClass (default: those that name none).")
    private @Nullable String loadBalancerClass;

    @Option(
            names = "--peer-address",
            paramLabel = "IP",
            defaultValue = "${env:POD_IP}",
            description = "Address of this node that other speakers reach (default: $POD_IP).")
    private String peerAddress = "";

    @Option(
            names = "--peer-port",
            paramLabel = "PORT",
            defaultValue = "7948",
            description = "UDP and TCP port for them (default: ${DEFAULT-VALUE}).")
    private int peerPort;

    @Option(
            names = "--key-secret",
            paramLabel = "NAME",
            description =
                    "Secret with the key that authenticates their messages; filled if empty."
                            + " Without one, addresses are held by Leases of the API server alone.")
    private @Nullable String keySecret;

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            defaultValue = "7472",
            description = "Port for probes, metrics and status (default: ${DEFAULT-VALUE}).")
    private int statusPort;

    @Option(
            names = "--exclude-interfaces",
            paramLabel = "REGEX",
            split = ",",
            description =
                    "Interfaces to leave alone (default: those of containers, tunnels and bridges of"
                            + " the node).")
    private @Nullable List<String> excluded;

    @Option(
            names = "--ignore-exclude-lb",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Use nodes with the label node.kubernetes.io/exclude-from-external-load-balancers"
                            + " too.")
    private boolean ignoreExclusion;

    @Option(
            names = "--promiscuous",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Ask network cards for all frames: some Wi-Fi cards and virtual switches lose"
                            + " those to groups.")
    private boolean promiscuous;

    @Option(
            names = "--arp-refresh",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How often held addresses are announced again; 0: never (default:"
                            + " ${DEFAULT-VALUE}).")
    private int refresh;

    // Taken before the logger starts; here for --help.
    @SuppressWarnings("UnusedVariable")
    @Mixin
    private LogFlags logging = new LogFlags();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SpeakerOptions options = options();
        CountDownLatch ended = new CountDownLatch(1);
        try (Speaker speaker = Speaker.open(options, System.getenv())) {
            Thread hook =
                    Thread.ofPlatform()
                            .name("stop")
                            .unstarted(() -> {
                                speaker.stop();
                                await(ended);
                            });
            Runtime.getRuntime().addShutdownHook(hook);
            speaker.run();
        } finally {
            LOG.info("stopped");
            ended.countDown();
        }
        return ExitCode.OK;
    }

    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private SpeakerOptions options() throws IOException {
        String namespace = Optional.ofNullable(System.getenv("POD_NAMESPACE")).orElse("default");
        if (node.isEmpty()) {
            throw UsageMistake.of(
                    spec, "--node-name is missing: the name of the Node that this runs on");
        }
        if (refresh < 0) {
            throw UsageMistake.of(spec, "--arp-refresh must be a number of seconds, or 0");
        }
        String pod = Optional.ofNullable(System.getenv("POD_NAME")).orElse(node);
        return new SpeakerOptions(
                cluster.access(),
                new SpeakerOptions.Identity(node, pod, new NamespacedName(namespace, name)),
                new SpeakerOptions.Sources(Optional.ofNullable(configMap), file()),
                new SpeakerOptions.Peers(
                        address(),
                        UsageMistake.port(spec, "--peer-port", peerPort),
                        Optional.ofNullable(keySecret).filter(s -> !s.isEmpty())),
                new InetSocketAddress(UsageMistake.port(spec, "--status-port", statusPort)),
                Optional.ofNullable(loadBalancerClass).filter(text -> !text.isEmpty()),
                ignoreExclusion,
                announcing(),
                Duration.ofSeconds(30));
    }

    private AnnouncerSettings announcing() {
        List<String> patterns = excluded;
        try {
            return new AnnouncerSettings(
                    patterns == null ? InterfaceRules.DEFAULT : InterfaceRules.of(patterns),
                    Duration.ofSeconds(refresh),
                    promiscuous
                            ? AnnouncerSettings.Reception.PROMISCUOUS
                            : AnnouncerSettings.Reception.FILTERED,
                    BootClock::now);
        } catch (PatternSyntaxException e) {
            throw UsageMistake.of(
                    spec, "--exclude-interfaces holds no regular expression: " + e.getMessage());
        }
    }

    private AddressConfig file() throws IOException {
        Path file = config;
        if (file == null) {
            return AddressConfig.EMPTY;
        }
        Manifests read = ManifestFiles.read(List.of(file.toString()), System.in);
        read.problems().forEach(problem -> LOG.warn("{}", ProblemReport.line(problem)));
        NetworkState network = read.network();
        List<UnreadEntry> unread = new ArrayList<>(network.unread());
        read.problems().stream()
                .filter(problem -> problem.reason() == Reason.MALFORMED_DOCUMENT)
                .map(problem -> new Place(problem.object(), problem.field()))
                .forEach(place -> unread.add(new UnreadEntry(place, "", Extent.ALL)));
        return new AddressConfig(
                network.pools(), network.advertisements(), network.legacyPools(), unread);
    }

    private InetAddress address() {
        try {
            return InetAddress.ofLiteral(peerAddress);
        } catch (IllegalArgumentException _) {
            throw UsageMistake.of(
                    spec,
                    "--peer-address must be an IP address of this node that other nodes reach, not '"
                            + peerAddress
                            + "'");
        }
    }
}
