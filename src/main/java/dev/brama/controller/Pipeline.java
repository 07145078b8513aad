package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.Compilation;
import dev.brama.ingress.IngressCompiler;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.LastGood;
import dev.brama.ingress.Surroundings;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.nginx.TestResult;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.ProxyConfig;
import dev.brama.render.ConfigRenderer;
import dev.brama.render.RenderOptions;
import dev.brama.render.Rendering;
import dev.brama.render.Templates;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// From the objects to a configuration that nginx takes: compiles, renders, lets nginx judge, and
/// leaves out what nginx refuses until the rest passes.
///
/// ```
/// state -> without held objects -> compile -> render -> nginx --taken--> done
///              ^                                          |
///              +---- hold the culprit <--find it---refused+
/// ```
///
/// Remembers what nginx took last. For one thread.
public final class Pipeline {
    private final IngressOptions options;
    private final RenderOptions renderOptions;
    private final Certificate fallbackCertificate;
    private final IngressCompiler compiler;
    private final ConfigRenderer renderer;
    private final Quarantine quarantine = new Quarantine();
    private final TakenPorts takenPorts = new TakenPorts();
    private LastGood lastGood = LastGood.NONE;
    private Optional<Object> settings = Optional.empty();

    /// @param options the flags
    /// @param renderOptions what the text depends on
    /// @param templates the texts to fill
    /// @param fallbackCertificate for hosts without one
    public Pipeline(
            IngressOptions options,
            RenderOptions renderOptions,
            Templates templates,
            Certificate fallbackCertificate) {
        this.options = options;
        this.renderOptions = renderOptions;
        this.fallbackCertificate = fallbackCertificate;
        this.compiler = new IngressCompiler(options.reserving(renderOptions.takenPorts()));
        this.renderer = new ConfigRenderer(templates, renderOptions);
    }

    /// Lets nginx judge a configuration.
    @FunctionalInterface
    public interface Judge {
        /// @param compilation what the configuration means
        /// @param rendering its files
        /// @return why nginx does not take it; empty if it does, or cannot be asked
        Optional<ApplyOutcome.Refused> refusal(Compilation compilation, Rendering rendering)
                throws IOException, InterruptedException;
    }

    /// What came of a run.
    ///
    /// @param config what the proxy does
    /// @param rendering its files
    /// @param served the Ingresses that are served, in the version that is
    /// @param held how many objects are kept from nginx, because it refused them
    /// @param problems everything that is wrong with the objects, sorted
    /// @param refusal why nothing could be put in force; absent if something was
    /// @param timings how long the steps took
    public record Settled(
            ProxyConfig config,
            Rendering rendering,
            Collection<IngressObject> served,
            int held,
            List<Problem> problems,
            Optional<ApplyOutcome.Refused> refusal,
            Timings timings) {
        public Settled {
            served = List.copyOf(served);
            problems = problems.stream().sorted().distinct().toList();
        }
    }

    /// How long the steps took, all rounds together.
    ///
    /// @param compile from objects to the model
    /// @param render from the model to files
    public record Timings(Duration compile, Duration render) {
        private Timings plus(Timings other) {
            return new Timings(compile.plus(other.compile), render.plus(other.render));
        }
    }

    private record Draft(Compilation compilation, Rendering rendering, Timings timings) {}

    /// The files of a configuration.
    Rendering render(ProxyConfig config) {
        return renderer.render(config);
    }

    /// Compiles and renders, without asking nginx.
    public Settled draft(ClusterState state, Instant now) {
        Draft draft = make(quarantine.filtered(state, List.of()), now);
        return settled(draft, draft.timings(), Optional.empty());
    }

    /// Brings what nginx takes of a state into force.
    ///
    /// @param judge gives a configuration to nginx; the one it takes is the last it is asked about
    /// @param trial asks nginx about a configuration without putting it in force
    public Settled settle(ClusterState state, Instant now, Judge judge, Judge trial)
            throws IOException, InterruptedException {
        SortedMap<ObjectRef, Object> versions = Quarantine.versions(state, options.configMaps());
        quarantine.release(versions, settingsChanged(state));
        takenPorts.release(state);
        Timings timings = new Timings(Duration.ZERO, Duration.ZERO);
        while (true) {
            Draft draft = make(quarantine.filtered(state, List.of()), now);
            timings = timings.plus(draft.timings());
            Optional<ApplyOutcome.Refused> refusal =
                    judge.refusal(draft.compilation(), draft.rendering());
            if (refusal.isEmpty()) {
                quarantine.taken(versions);
                lastGood = draft.compilation().lastGood();
                return settled(draft, timings, Optional.empty());
            }
            TestResult.Failed failure = refusal.get().failure();
            if (takenPorts.hold(draft.compilation().config(), failure.message(), state)) {
                continue;
            }
            if (failure.fault() == TestResult.Fault.ENVIRONMENT) {
                return settled(draft, timings, refusal);
            }
            Optional<ObjectRef> culprit = refusal.get().culprit();
            if (culprit.isEmpty() || !quarantine.hold(culprit.get(), versions, failure.message())) {
                culprit = bisect(state, now, versions, trial);
                if (culprit.isEmpty()
                        || !quarantine.hold(culprit.get(), versions, failure.message())) {
                    return settled(draft, timings, refusal);
                }
            }
        }
    }

    private boolean settingsChanged(ClusterState state) {
        NamespacedName id = options.configMap();
        Optional<Object> now = state.configMap(id).map(object -> object);
        boolean changed = !now.equals(settings);
        settings = now;
        return changed;
    }

    /// Finds an object without whose change nginx would take the configuration: the first one, in a
    /// fixed order, with which it does not any more.
    private Optional<ObjectRef> bisect(
            ClusterState state, Instant now, Map<ObjectRef, Object> versions, Judge trial)
            throws IOException, InterruptedException {
        List<ObjectRef> changed = quarantine.changed(versions);
        if (changed.isEmpty() || refuses(state, now, changed, 0, trial)) {
            return Optional.empty();
        }
        int passes = 0;
        int fails = changed.size();
        while (fails - passes > 1) {
            int middle = (passes + fails) >>> 1;
            if (refuses(state, now, changed, middle, trial)) {
                fails = middle;
            } else {
                passes = middle;
            }
        }
        return Optional.of(changed.get(fails - 1));
    }

    private boolean refuses(
            ClusterState state, Instant now, List<ObjectRef> changed, int kept, Judge trial)
            throws IOException, InterruptedException {
        List<ObjectRef> reverted = changed.subList(kept, changed.size());
        Draft draft = make(quarantine.filtered(state, reverted), now);
        return trial.refusal(draft.compilation(), draft.rendering()).isPresent();
    }

    private Draft make(ClusterState state, Instant now) {
        long start = System.nanoTime();
        Compilation whole =
                compiler.compile(
                        state,
                        new Surroundings(
                                now, renderOptions.capabilities(), fallbackCertificate, lastGood));
        Compilation compilation = whole.with(takenPorts.without(whole.config()));
        long compiled = System.nanoTime();
        Rendering rendering = renderer.render(compilation.config());
        long rendered = System.nanoTime();
        return new Draft(
                compilation,
                rendering,
                new Timings(
                        Duration.ofNanos(compiled - start), Duration.ofNanos(rendered - compiled)));
    }

    private Settled settled(Draft draft, Timings timings, Optional<ApplyOutcome.Refused> refusal) {
        List<Problem> problems = new ArrayList<>(draft.compilation().problems());
        problems.addAll(quarantine.problems());
        takenPorts.problems().forEach(problems::add);
        return new Settled(
                draft.compilation().config(),
                draft.rendering(),
                draft.compilation().lastGood().ingresses().values(),
                quarantine.size(),
                problems,
                refusal,
                timings);
    }
}
