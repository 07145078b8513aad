package dev.brama.cli;

import dev.brama.controller.FallbackCertificate;
import dev.brama.controller.Pipeline;
import dev.brama.controller.Progress;
import dev.brama.controller.SingleHost;
import dev.brama.controller.TrialRun;
import dev.brama.kube.Manifests;
import dev.brama.nginx.RenderingFolder;
import dev.brama.problem.Problem;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.ProxyConfig;
import dev.brama.render.ConfigRenderer;
import dev.brama.render.RenderOptions;
import dev.brama.render.RenderedFile;
import dev.brama.render.Rendering;
import dev.brama.render.Templates;
import dev.brama.report.ProblemReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `brama render`.
@Command(
        name = "render",
        sortOptions = false,
        description = {
            "Shows the nginx configuration that would run, and changes nothing.",
            "Problems of the objects go to standard error; the configuration leaves out what is"
                    + " wrong.",
            "",
            "  brama render --dry-run                      what the cluster at hand would get",
            "  brama render --dry-run -f manifests/ --host app.example.com",
            "  kubectl get ingress,svc,endpointslice,secret,cm -A -o yaml | brama render"
                    + " --dry-run -f -"
        })
final class RenderCommand implements Callable<Integer> {
    @Mixin private ObjectFlags objects = new ObjectFlags();

    // Taken so that the command reads as kubectl's; there is no other way to render.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--dry-run",
            arity = "0..1",
            fallbackValue = "client",
            paramLabel = "client",
            description = "Only show; said for clarity, rendering never changes anything.")
    private String dryRun = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Only what concerns this host.")
    private @Nullable String host;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Write the files into this folder in place of printing them.")
    private @Nullable Path outputDir;

    @Option(
            names = "--validate",
            description = "Let nginx test the files; exit code 2 if it refuses any of it.")
    private boolean validate;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|yaml",
            defaultValue = "text",
            description =
                    "text: nginx's configuration; json, yaml: the model behind it"
                            + " (default: ${DEFAULT-VALUE}).")
    private OutputForm form = OutputForm.TEXT;

    @Mixin private NginxFlags nginx = new NginxFlags();
    @Mixin private IngressFlags ingress = new IngressFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Manifests manifests = objects.read(ingress.options());
        Optional<Path> binary = validate ? Optional.of(nginx.require()) : nginx.find();
        RenderOptions options = nginx.renderOptions(binary, StateDir.nominal(nginx.httpPort()));
        Templates templates = Templates.read(ingress.templates());
        boolean needsKey = validate || outputDir != null;
        Certificate fallback =
                needsKey
                        ? FallbackCertificate.make(Instant.now())
                        : FallbackCertificate.placeholder();
        Pipeline pipeline = new Pipeline(ingress.options(), options, templates, fallback);
        Pipeline.Settled settled = pipeline.draft(manifests.state(), Instant.now());
        List<Problem> problems = new ArrayList<>(manifests.problems());
        problems.addAll(settled.problems());
        boolean refused = false;
        if (validate) {
            List<Problem> found = judged(manifests, options, binary.orElseThrow(), templates);
            refused = found.stream().anyMatch(problem -> !problems.contains(problem));
            found.stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
        }
        print(settled, options, templates);
        tell(problems, manifests);
        return refused ? ExitCode.ERRORS : ExitCode.OK;
    }

    private List<Problem> judged(
            Manifests manifests, RenderOptions options, Path binary, Templates templates)
            throws IOException, InterruptedException {
        try (Progress _ = Progress.of("asking nginx", Terminal::tell)) {
            return TrialRun.problems(
                    manifests.state(), ingress.options(), options, binary, templates);
        }
    }

    private void print(Pipeline.Settled settled, RenderOptions options, Templates templates)
            throws IOException {
        String only = host;
        ProxyConfig config =
                only == null ? settled.config() : SingleHost.of(only, settled.config());
        Rendering rendering =
                only == null
                        ? settled.rendering()
                        : new ConfigRenderer(templates, options).render(config);
        if (form != OutputForm.TEXT) {
            System.out.print(TreePrinter.print(ModelTree.of(config), form));
        } else if (outputDir != null) {
            RenderingFolder.write(rendering, outputDir);
            System.err.println(
                    "brama: wrote " + rendering.files().size() + " files to " + outputDir);
        } else {
            rendering
                    .files()
                    .forEach((name, file) -> {
                        if (only == null || concernsHost(name, file)) {
                            printFile(name, file, System.out);
                        }
                    });
        }
    }

    private static boolean concernsHost(String name, RenderedFile file) {
        return file.size() > 0 && !name.equals("nginx.conf") && !name.startsWith("headers-");
    }

    private static void printFile(String name, RenderedFile file, PrintStream out) {
        out.println("# " + "-".repeat(8) + " " + name);
        if (file.access() == RenderedFile.Access.PUBLIC) {
            out.println(file.text());
        } else {
            out.println("# (not shown: it is secret)\n");
        }
    }

    private static void tell(List<Problem> problems, Manifests manifests) {
        if (!problems.isEmpty()) {
            System.err.print(
                    new ProblemReport(
                                    problems,
                                    problem -> manifests.placeOf(problem).map(Object::toString))
                            .text(Terminal.colour()));
        }
    }
}
