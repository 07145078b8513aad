import dev.brama.controller.FallbackCertificate;
import dev.brama.controller.Machine;
import dev.brama.controller.Pipeline;
import dev.brama.ingress.IngressOptions;
import dev.brama.kube.FolderSource;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.proxy.Certificate;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Measures reading, compiling and rendering in a JVM of its own, which is started as `bin/brama`
/// starts it: `Passes NGINX FOLDER HOSTS BACKEND_PORT STATE`.
///
/// Prints one line a figure: its name and milliseconds.
final class Passes {
    private static final int WARM = 5;
    private static final int CHANGES = 9;

    private final RenderOptions options;
    private final Templates templates;
    private final Certificate fallback = FallbackCertificate.make(Instant.now());

    private Passes(Path nginx, String state) throws IOException, InterruptedException {
        options =
                new RenderOptions(
                        new NginxLayout(state),
                        new RenderOptions.Ports(8080, 8443),
                        List.of("127.0.0.1"),
                        Machine.nameServers(),
                        Machine.workerUser(),
                        CapabilityProbe.probe(nginx, Optional.empty()));
        templates = Templates.read(Optional.empty());
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[1]);
        Cluster cluster = Cluster.at(folder, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        new Passes(Path.of(args[0]), args[4]).run(cluster);
    }

    private void run(Cluster cluster) throws IOException, InterruptedException {
        FolderSource source = new FolderSource(List.of(cluster.folder()));
        Pipeline pipeline = pipeline();
        long start = System.nanoTime();
        source.read();
        print("read", System.nanoTime() - start);
        Pipeline.Settled cold = settle(pipeline, source);
        print("cold.compile", cold.timings().compile().toNanos());
        print("cold.render", cold.timings().render().toNanos());
        if (!cold.problems().isEmpty()) {
            throw new IllegalStateException("not as meant: " + cold.problems().getFirst());
        }
        warm(source);
        changes(
                "change",
                source,
                pipeline,
                version -> cluster.change(cluster.plainHost(), version));
        changes(
                "scale",
                source,
                pipeline,
                version -> cluster.scale(cluster.plainHost(), 1 + version % 2));
        cluster.change(cluster.plainHost(), 0);
    }

    private void warm(FolderSource source) throws IOException, InterruptedException {
        List<Long> compile = new ArrayList<>();
        List<Long> render = new ArrayList<>();
        for (int i = 0; i < WARM; i++) {
            Pipeline.Timings timings = settle(pipeline(), source).timings();
            compile.add(timings.compile().toNanos());
            render.add(timings.render().toNanos());
        }
        print("warm.compile", median(compile));
        print("warm.render", median(render));
    }

    private interface Change {
        void make(int version) throws IOException;
    }

    private static void changes(String name, FolderSource source, Pipeline pipeline, Change change)
            throws IOException, InterruptedException {
        List<Long> read = new ArrayList<>();
        List<Long> compile = new ArrayList<>();
        List<Long> render = new ArrayList<>();
        for (int i = 1; i <= CHANGES; i++) {
            change.make(i);
            long start = System.nanoTime();
            source.read();
            read.add(System.nanoTime() - start);
            Pipeline.Timings timings = settle(pipeline, source).timings();
            compile.add(timings.compile().toNanos());
            render.add(timings.render().toNanos());
        }
        print(name + ".read", median(read));
        print(name + ".compile", median(compile));
        print(name + ".render", median(render));
    }

    private Pipeline pipeline() {
        return new Pipeline(IngressOptions.DEFAULTS, options, templates, fallback);
    }

    private static Pipeline.Settled settle(Pipeline pipeline, FolderSource source)
            throws IOException, InterruptedException {
        return pipeline.settle(
                source.read().state(), Instant.now(), (_, _) -> Optional.empty(), (_, _) -> Optional.empty());
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void print(String name, long nanos) {
        System.out.printf("%s %.2f%n", name, Duration.ofNanos(nanos).toNanos() / 1e6);
    }
}
