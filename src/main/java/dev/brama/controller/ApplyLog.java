package dev.brama.controller;

import dev.brama.kube.Origin;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.problem.Problem;
import dev.brama.report.ProblemReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log what came of applying: one line an event, each problem once when it comes and once
/// when it goes.
final class ApplyLog implements Round.Report {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    private Set<Problem> told = Set.of();
    private String lastFailure = "";

    @Override
    public void tell(Round round) {
        tell(round.unread(), _ -> Optional.empty(), round.result());
    }

    /// @param found what was wrong before anything was compiled
    /// @param place where to look for a problem, if that is known
    void tell(
            List<Problem> found,
            Function<Problem, Optional<Origin>> place,
            LiveConfiguration.Result result) {
        List<Problem> problems = new ArrayList<>(found);
        problems.addAll(result.settled().problems());
        tellProblems(problems, place);
        result.outcome().ifPresent(outcome -> tellOutcome(outcome, result.settled()));
    }

    private void tellProblems(List<Problem> problems, Function<Problem, Optional<Origin>> place) {
        Set<Problem> now = new LinkedHashSet<>(problems);
        for (Problem problem : now) {
            if (!told.contains(problem)) {
                String line =
                        place.apply(problem).map(origin -> origin + ": ").orElse("")
                                + ProblemReport.line(problem);
                if (problem.isError()) {
                    LOG.error("{}", line);
                } else {
                    LOG.warn("{}", line);
                }
            }
        }
        for (Problem problem : told) {
            if (!now.contains(problem)) {
                LOG.info(
                        "mended: {} {}: {}",
                        problem.object(),
                        problem.field(),
                        problem.reason().token());
            }
        }
        told = now;
    }

    private void tellOutcome(ApplyOutcome outcome, Pipeline.Settled settled) {
        String failure =
                switch (outcome) {
                    case ApplyOutcome.Unchanged(long generation) -> {
                        LOG.info("generation {} serves already, nothing to reload", generation);
                        yield "";
                    }
                    case ApplyOutcome.Applied applied -> {
                        LOG.info("{}", applied(applied, settled));
                        applied.warnings().forEach(warning -> LOG.warn("nginx: {}", warning));
                        yield "";
                    }
                    case ApplyOutcome.Refused refused ->
                            "nginx refuses the configuration and no object could be made out as the"
                                    + " reason; what served before still does: "
                                    + refused.failure().message();
                    case ApplyOutcome.RolledBack(long generation, String message) ->
                            "nginx did not come to serve the new configuration, generation "
                                    + generation
                                    + " is in force again: "
                                    + message;
                    case ApplyOutcome.Unreachable(String message) -> message;
                };
        if (!failure.isEmpty() && !failure.equals(lastFailure)) {
            LOG.error("{}", failure);
        }
        lastFailure = failure;
    }

    private static String applied(ApplyOutcome.Applied applied, Pipeline.Settled settled) {
        int hosts = settled.config().virtualHosts().size();
        int upstreams = settled.config().upstreams().size();
        return "generation %d is live: %d hosts, %d upstreams (compile %s, render %s, write %s, test %s, reload %s)%s"
                .formatted(
                        applied.generation(),
                        hosts,
                        upstreams,
                        millis(settled.timings().compile()),
                        millis(settled.timings().render()),
                        millis(applied.timings().write()),
                        millis(applied.timings().test()),
                        millis(applied.timings().reload()),
                        applied.lingeringWorkers() == 0
                                ? ""
                                : ", %d old workers finish their connections"
                                        .formatted(applied.lingeringWorkers()));
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }
}
