package dev.brama.cli;

import dev.brama.speaker.SpeakerPages;
import dev.brama.speaker.StatusTable;
import dev.brama.speaker.StatusTable.Interfaces;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `brama speaker status`.
@Command(
        name = "status",
        sortOptions = false,
        description = {
            "Shows which node answers for which address.",
            "Of each address its Service and pool, its holder, its epoch and for how long; of this node"
                    + " what decides who may answer, and what went over its interfaces.",
            "The other speakers are asked what they hold. While one does not say, an address without"
                    + " a holder is \"unknown\", otherwise \"nobody\" answers for it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kubectl exec -n ingress-nginx daemonset/brama-speaker -- brama speaker status",
            "  brama speaker status --all     with the interfaces that are left out, and why",
            "  brama speaker status -o json | jq '.addresses[] | select(.holder == null)'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the status is shown",
            "64:the command line is wrong",
            "69:no speaker answers"
        })
final class SpeakerStatusCommand implements Callable<Integer> {
    @Option(
            names = "--all",
            description =
                    "Show the interfaces on which nothing is announced too; JSON and YAML always"
                            + " hold them.")
    private boolean all;

    @Mixin private StatusPageFlags speaker = new StatusPageFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String said = speaker.read("/status");
        output.print(
                _ ->
                        StatusTable.of(
                                SpeakerPages.readStatus(said),
                                all ? Interfaces.ALL : Interfaces.USED,
                                Instant.now()),
                // JSON is YAML; the loader makes of it the maps and lists that are printed.
                () -> new Yaml(new SafeConstructor(new LoaderOptions())).load(said));
        return ExitCode.OK;
    }
}
