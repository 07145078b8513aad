package dev.brama.cli;

import dev.brama.address.AddressCheck;
import dev.brama.cluster.NamespacedName;
import dev.brama.controller.FallbackCertificate;
import dev.brama.controller.Pipeline;
import dev.brama.controller.Progress;
import dev.brama.controller.TrialRun;
import dev.brama.kube.Manifests;
import dev.brama.problem.Problem;
import dev.brama.problem.Severity;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import dev.brama.report.ProblemReport;
import java.io.IOException;
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

/// `brama check`.
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Says what is wrong with a cluster's objects, or with manifests, and how to mend it: every problem with its object,"
                    + " field, reason and fix.",
            "Pools of addresses and their advertisements are looked at too, and whether each Service of"
                    + " type LoadBalancer gets an address.",
            "Where an nginx is at hand, it is asked too: only nginx can tell whether it takes a"
                    + " regular expression."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no errors (with --strict: no warnings either)",
            "1:only warnings, with --strict",
            "2:errors",
            "64:the command line is wrong",
            "69:something that is needed is not there"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin private ObjectFlags objects = new ObjectFlags();

    @Option(names = "--strict", description = "Exit with 1 if there are warnings.")
    private boolean strict;

    @Option(
            names = "--addresses-configmap",
            paramLabel = "NS/NAME",
            converter = IngressFlags.NameConverter.class,
            description =
                    "Of a cluster: the ConfigMap with pools and advertisements of the speaker, such"
                            + " as ingress-nginx/brama-speaker, in addition to IPAddressPools.")
    private @Nullable NamespacedName addresses;

    @Mixin private OutputFlags output = new OutputFlags();

    @Mixin private NginxFlags nginx = new NginxFlags();
    @Mixin private IngressFlags ingress = new IngressFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Manifests manifests =
                objects.readWithAddresses(ingress.options(), Optional.ofNullable(addresses));
        Templates templates = Templates.read(ingress.templates());
        Optional<Path> binary = nginx.find();
        RenderOptions options = nginx.renderOptions(binary, StateDir.nominal(nginx.httpPort()));
        List<Problem> problems = new ArrayList<>(manifests.problems());
        AddressCheck.problems(manifests.network()).stream()
                .filter(objects::isAskedFor)
                .forEach(problems::add);
        if (binary.isPresent()) {
            try (Progress _ = Progress.of("asking nginx", Terminal::tell)) {
                problems.addAll(
                        TrialRun.problems(
                                manifests.state(),
                                ingress.options(),
                                options,
                                binary.get(),
                                templates));
            }
        } else {
            problems.addAll(
                    new Pipeline(
                                    ingress.options(),
                                    options,
                                    templates,
                                    FallbackCertificate.placeholder())
                            .draft(manifests.state(), Instant.now())
                            .problems());
        }
        ProblemReport report =
                new ProblemReport(
                        problems.stream().sorted().distinct().toList(),
                        problem -> manifests.placeOf(problem).map(Object::toString));
        output.print(report::text, report::tree);
        if (report.count(Severity.ERROR) > 0) {
            return ExitCode.ERRORS;
        }
        return strict && report.count(Severity.WARNING) > 0 ? ExitCode.WARNINGS : ExitCode.OK;
    }
}
