package dev.brama.cli;

import dev.brama.controller.FallbackCertificate;
import dev.brama.controller.Pipeline;
import dev.brama.ingress.RouteExplanation;
import dev.brama.kube.Manifests;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.proxy.Location;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import dev.brama.report.ExplanationReport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `brama explain`.
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Says who answers a URL, and why: which Ingress, rule and Service, which candidates"
                    + " lost, and what redirects or rewrites happen on the way.",
            "",
            "  brama explain https://app.example.com/shop/cart",
            "  brama explain https://app.example.com/shop/cart -f manifests/"
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "An absolute URL of http or https.")
    private String url = "";

    @Mixin private ObjectFlags objects = new ObjectFlags();

    @Mixin private OutputFlags output = new OutputFlags();

    @Mixin private NginxFlags nginx = new NginxFlags();
    @Mixin private IngressFlags ingress = new IngressFlags();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI request = parse(url);
        Manifests manifests = objects.read(ingress.options());
        RenderOptions options =
                nginx.renderOptions(nginx.find(), StateDir.nominal(nginx.httpPort()));
        Pipeline.Settled settled =
                new Pipeline(
                                ingress.options(),
                                options,
                                Templates.read(ingress.templates()),
                                FallbackCertificate.placeholder())
                        .draft(manifests.state(), Instant.now());
        RouteExplanation explanation = RouteExplanation.of(request, settled.config());
        List<Problem> problems =
                Stream.concat(manifests.problems().stream(), settled.problems().stream())
                        .filter(problem -> concerns(problem.object(), explanation))
                        .toList();
        ExplanationReport report = new ExplanationReport(url, explanation, problems);
        output.print(report::text, report::tree);
        return ExitCode.OK;
    }

    private static boolean concerns(ObjectRef object, RouteExplanation explanation) {
        return explanation.host().ingresses().contains(object)
                || explanation
                        .location()
                        .map(Location::origin)
                        .filter(origin -> origin.ingress().equals(object))
                        .isPresent();
    }

    private URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean http =
                    "http".equalsIgnoreCase(uri.getScheme())
                            || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "'" + text + "' is no URL; write it like https://app.example.com/path");
    }
}
