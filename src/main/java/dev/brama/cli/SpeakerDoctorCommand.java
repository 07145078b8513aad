package dev.brama.cli;

import dev.brama.problem.Severity;
import dev.brama.report.ProblemReport;
import dev.brama.speaker.SpeakerPages;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `brama speaker doctor`.
@Command(
        name = "doctor",
        description = {
            "Says what keeps a Service from being reached from the LAN, as seen from this node, and"
                    + " how to mend it: no pool, no advertisement, an address that a stranger uses,"
                    + " a kernel that answers ARP by itself, a reverse path filter, an interface"
                    + " without a link, a wrong subnet.",
            "",
            "  kubectl exec -n ingress-nginx daemonset/brama-speaker -- brama speaker doctor"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is in the way, or only warnings",
            "2:something is",
            "64:the command line is wrong",
            "69:no speaker answers"
        })
final class SpeakerDoctorCommand implements Callable<Integer> {
    @Mixin private StatusPageFlags speaker = new StatusPageFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProblemReport report =
                new ProblemReport(
                        SpeakerPages.readFindings(speaker.read("/findings")),
                        _ -> Optional.empty());
        output.print(report::text, report::tree);
        return report.count(Severity.ERROR) > 0 ? ExitCode.ERRORS : ExitCode.OK;
    }
}
