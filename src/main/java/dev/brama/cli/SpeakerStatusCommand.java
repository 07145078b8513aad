package dev.brama.cli;

import dev.brama.speaker.SpeakerPages;
import dev.brama.speaker.StatusTable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `brama speaker status`.
@Command(
        name = "status",
        description = {
            "Shows each address, its Service and pool, which node answers for it and since when, and"
                    + " what went over the interfaces of this node.",
            "",
            "  kubectl exec -n ingress-nginx daemonset/brama-speaker -- brama speaker status"
        })
final class SpeakerStatusCommand implements Callable<Integer> {
    @Mixin private StatusPageFlags speaker = new StatusPageFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String said = speaker.read("/status");
        output.print(
                _ -> StatusTable.of(SpeakerPages.readStatus(said)),
                // JSON is YAML; the loader makes of it the maps and lists that are printed.
                () -> new Yaml(new SafeConstructor(new LoaderOptions())).load(said));
        return ExitCode.OK;
    }
}
