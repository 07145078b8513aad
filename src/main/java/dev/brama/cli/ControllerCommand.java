package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import dev.brama.controller.ClusterController;
import dev.brama.controller.ControllerOptions;
import dev.brama.controller.NginxSetup;
import dev.brama.controller.ReportOptions;
import dev.brama.controller.WebhookOptions;
import dev.brama.ingress.IngressOptions;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import dev.brama.syntax.Capabilities;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `brama controller`.
@Command(
        name = "controller",
        sortOptions = false,
        description = {
            "Serves the Ingresses of a cluster, and every change of them.",
            "Flags have the names and meanings of ingress-nginx's; those that mean nothing here are"
                    + " taken with a warning.",
            "",
            "In a Pod, nginx runs in a container of its own (--nginx-mode=sidecar) and shares the"
                    + " state folder. Outside, Brama starts it."
        })
final class ControllerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final long STOP_SECONDS = 30;

    @Mixin private ClusterFlags cluster = new ClusterFlags();
    @Mixin private WatchFlags watch = new WatchFlags();
    @Mixin private IngressFlags ingress = new IngressFlags();
    @Mixin private ListenFlags listen = new ListenFlags();
    @Mixin private MetricsFlags metrics = new MetricsFlags();

    @Mixin private StatusFlags status = new StatusFlags();
    @Mixin private WebhookFlags webhook = new WebhookFlags();
    @Mixin private ProcessFlags process = new ProcessFlags();

    // Taken before the logger starts; here for --help.
    @SuppressWarnings("UnusedVariable")
    @Mixin
    private LogFlags logging = new LogFlags();

    private @Nullable CommandSpec spec;

    @Spec
    void setSpec(CommandSpec command) {
        spec = command;
        UnusedFlags.addTo(command);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandSpec command = spec;
        if (command != null) {
            UnusedFlags.warnings(command.commandLine().getParseResult()).forEach(LOG::warn);
        }
        RenderOptions render =
                listen.renderOptions(StateDir.layout(process.stateDir()), metrics.areEnabled());
        IngressOptions options =
                ingress.options()
                        .withPeers(peers(render.capabilities()))
                        .reserving(Set.of(listen.health().getPort()));
        Optional<WebhookOptions> webhooks =
                webhook.options(options, render.capabilities(), watch.namespace());
        IngressOptions served =
                options.reserving(
                        webhooks.map(WebhookOptions::address)
                                .map(address -> Set.of(address.getPort()))
                                .orElse(Set.of()));
        Templates templates = Templates.read(ingress.templates());
        LOG.info("nginx {}", render.capabilities().version());
        serve(
                new ControllerOptions(
                        cluster.access(),
                        watch.scope(options.configMaps()),
                        new NginxSetup(served, render, listen.nginx(), process.mode()),
                        listen.health(),
                        watch.node(System.getenv()),
                        new ControllerIdentity(
                                environment("POD_NAMESPACE"),
                                options.controllerClass(),
                                environment("POD_NAME")),
                        metrics.options(),
                        webhooks,
                        report(),
                        process.pace(),
                        process.stopping()),
                templates);
        return ExitCode.OK;
    }

    private IngressOptions.PeerOptions peers(Capabilities capabilities) {
        boolean resolved = capabilities.hasResolvingUpstreams();
        if (!resolved) {
            LOG.warn(
                    "nginx {} cannot be told endpoints while it serves (1.27.3 and newer can):"
                            + " each change of endpoints reloads it",
                    capabilities.version());
        }
        return new IngressOptions.PeerOptions(
                resolved
                        ? IngressOptions.PeerDiscovery.RESOLVED
                        : IngressOptions.PeerDiscovery.CONFIGURED,
                Optional.empty(),
                watch.externalNames());
    }

    private Optional<ReportOptions> report() {
        String name = environment("POD_NAME");
        String namespace = environment("POD_NAMESPACE");
        if (name.isEmpty() || namespace.isEmpty()) {
            LOG.warn(
                    "POD_NAME and POD_NAMESPACE are not set: no status and no Events are written,"
                            + " and no leader is elected");
            return Optional.empty();
        }
        return Optional.of(status.options(new NamespacedName(namespace, name)));
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name)).orElse("");
    }

    private static void serve(ControllerOptions options, Templates templates)
            throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (ClusterController controller =
                ClusterController.open(options, templates, System.getenv())) {
            Thread hook =
                    Thread.ofPlatform()
                            .name("stop")
                            .unstarted(() -> {
                                controller.stop();
                                await(ended, options);
                            });
            Runtime.getRuntime().addShutdownHook(hook);
            controller.run();
        } finally {
            LOG.info("stopped");
            ended.countDown();
        }
    }

    // The grace of nginx comes on top of an apply that may be under way.
    private static void await(CountDownLatch ended, ControllerOptions options) {
        long patience =
                options.stopping().delay().plus(options.stopping().grace()).toSeconds()
                        + STOP_SECONDS;
        try {
            if (!ended.await(patience, TimeUnit.SECONDS)) {
                LOG.error("did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
