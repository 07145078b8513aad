package dev.brama.cli;

import dev.brama.controller.FolderController;
import dev.brama.controller.Machine;
import dev.brama.controller.ServeOptions;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `brama serve`.
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Serves the Ingresses of a folder of manifests, without a cluster.",
            "Every change of the folder is applied; a broken file keeps its last good version in"
                    + " force, and what is wrong is told with file, line and mend.",
            "",
            "Managed nginx (the default) is started and kept running by Brama. An external one is"
                    + " started by you:",
            "  nginx -c STATE/current/nginx.conf -p STATE/ -g 'daemon off;'"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "Folders with manifests, with all below them; files too.")
    private List<Path> folders = List.of();

    @Mixin private NginxFlags nginx = new NginxFlags();

    @Option(
            names = "--nginx-mode",
            paramLabel = "managed|external",
            defaultValue = "managed",
            description = "Who starts nginx (default: ${DEFAULT-VALUE}).")
    private ServeOptions.Mode mode = ServeOptions.Mode.MANAGED;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Folder for configurations, sockets and logs (default:"
                            + " /var/lib/brama/serve-PORT for root, else below ~/.local/state/brama).")
    private @Nullable Path stateDir;

    @Option(
            names = "--shutdown-grace-period",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description =
                    "How long requests may take to end at the stop"
                            + " (default: ${DEFAULT-VALUE}).")
    private int grace = 5;

    @Mixin private IngressFlags ingress = new IngressFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (Path folder : folders) {
            if (!Files.exists(folder)) {
                throw new IOException("there is no folder " + folder);
            }
        }
        Path binary = nginx.require();
        Path state = stateDir == null ? StateDir.standard(nginx.httpPort()) : stateDir;
        NginxLayout layout = StateDir.layout(state);
        RenderOptions render = nginx.renderOptions(Optional.of(binary), layout);
        // An nginx that a crash left behind still holds its ports, and gives them to the next one.
        if (mode == ServeOptions.Mode.MANAGED && !Machine.listens(Path.of(layout.statusSocket()))) {
            nginx.requireFreePorts();
        }
        Templates templates = Templates.read(ingress.templates());
        LOG.info("serving {} with nginx {}", folders, render.capabilities().version());
        ServeOptions options =
                new ServeOptions(
                        folders,
                        ingress.options(),
                        render,
                        binary,
                        mode,
                        Duration.ofSeconds(grace));
        serve(options, templates);
        return ExitCode.OK;
    }

    private void serve(ServeOptions options, Templates templates)
            throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (FolderController controller = FolderController.open(options, templates)) {
            Thread hook =
                    Thread.ofPlatform()
                            .name("stop")
                            .unstarted(() -> {
                                controller.stop();
                                await(ended);
                            });
            Runtime.getRuntime().addShutdownHook(hook);
            controller.run();
        } finally {
            LOG.info("stopped");
            ended.countDown();
        }
    }

    // The grace of nginx comes on top of an apply that may be under way.
    private void await(CountDownLatch ended) {
        try {
            if (!ended.await(grace + 30L, TimeUnit.SECONDS)) {
                LOG.error("did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
