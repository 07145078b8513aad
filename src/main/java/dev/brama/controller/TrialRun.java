package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.ingress.IngressOptions;
import dev.brama.nginx.ApplyLimits;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.nginx.ConfigTest;
import dev.brama.nginx.FileTree;
import dev.brama.nginx.GenerationStore;
import dev.brama.nginx.ManagedNginx;
import dev.brama.nginx.NginxApplier;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import dev.brama.syntax.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lets nginx judge a state in a folder of its own, and puts nothing in force.
public final class TrialRun {
    private TrialRun() {}

    /// Everything that is wrong with the objects, what nginx refuses included.
    ///
    /// @param nginx the binary
    /// @throws IOException if nginx cannot be run
    public static List<Problem> problems(
            ClusterState state,
            IngressOptions ingress,
            RenderOptions render,
            Path nginx,
            Templates templates)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("brama-check-");
        NginxLayout layout = new NginxLayout(folder.toString());
        RenderOptions elsewhere = render.in(layout);
        try (GenerationStore store =
                GenerationStore.open(layout, render.workerUser().map(Word::value))) {
            NginxApplier applier =
                    new NginxApplier(
                            store,
                            new ConfigTest(nginx, layout),
                            new ManagedNginx(nginx, layout),
                            ApplyLimits.DEFAULT);
            Pipeline pipeline =
                    new Pipeline(
                            ingress, elsewhere, templates, FallbackCertificate.make(Instant.now()));
            Pipeline.Judge judge = (_, rendering) -> applier.test(rendering).refusal();
            Pipeline.Settled settled = pipeline.settle(state, Instant.now(), judge, judge);
            List<Problem> problems = new ArrayList<>(settled.problems());
            settled.refusal().ifPresent(refusal -> problems.add(refusal(refusal, ingress)));
            return problems;
        } finally {
            FileTree.delete(folder);
        }
    }

    private static Problem refusal(ApplyOutcome.Refused refusal, IngressOptions ingress) {
        return Problem.error(
                ingress.configMap().as("ConfigMap"),
                "",
                Reason.REFUSED_BY_NGINX,
                "nginx refuses the configuration, and no object could be made out as the reason: "
                        + Excerpt.line(refusal.failure().message()),
                "Look at what nginx names; the machine or the templates may be the reason.");
    }
}
