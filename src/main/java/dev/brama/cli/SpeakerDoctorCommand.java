package dev.brama.cli;

import dev.brama.problem.Severity;
import dev.brama.report.ProblemReport;
import dev.brama.speaker.SpeakerPages;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `brama speaker doctor`.
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Says what keeps a Service from being reached from the LAN, and how to mend it.",
            "That is: no pool or none that is for the Service, no advertisement, no node"
                    + " that may answer and why not, an address that a stranger uses, a"
                    + " kernel that answers ARP by itself, a reverse path filter, an interface that"
                    + " is down, without a link or missing, a wrong subnet, and what is wrong with"
                    + " pools and advertisements.",
            "What it says of interfaces and of the kernel is about this node; ask on the node that"
                    + " brama speaker status names as the holder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kubectl exec -n ingress-nginx daemonset/brama-speaker -- brama speaker doctor",
            "  brama speaker doctor -o json | jq -r '.problems[].fix'",
            "  brama speaker doctor --strict && echo nothing to mend"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is in the way (with --strict: no warnings either)",
            "1:only warnings, with --strict",
            "2:something is in the way",
            "64:the command line is wrong",
            "69:no speaker answers"
        })
final class SpeakerDoctorCommand implements Callable<Integer> {
    @Option(names = "--strict", description = "Exit with 1 if there are warnings.")
    private boolean strict;

    @Mixin private StatusPageFlags speaker = new StatusPageFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProblemReport report =
                new ProblemReport(
                        SpeakerPages.readFindings(speaker.read("/findings")),
                        _ -> Optional.empty());
        output.print(report::text, report::tree);
        if (report.count(Severity.ERROR) > 0) {
            return ExitCode.ERRORS;
        }
        return strict && report.count(Severity.WARNING) > 0 ? ExitCode.WARNINGS : ExitCode.OK;
    }
}
