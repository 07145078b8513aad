package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.ingress.Compilation;
import dev.brama.nginx.ApplyLimits;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.nginx.ConfigTest;
import dev.brama.nginx.ExternalNginx;
import dev.brama.nginx.GenerationStore;
import dev.brama.nginx.ManagedNginx;
import dev.brama.nginx.NginxApplier;
import dev.brama.nginx.NginxProcess;
import dev.brama.nginx.SidecarNginx;
import dev.brama.nginx.TestResult;
import dev.brama.proxy.ProxyConfig;
import dev.brama.render.RenderOptions;
import dev.brama.render.Rendering;
import dev.brama.render.Templates;
import dev.brama.syntax.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/// The configuration that nginx serves, and the way by which a new one gets into force. Holds the
/// state folder while it is open.
final class LiveConfiguration implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final GenerationStore store;
    private final NginxProcess process;
    private final NginxApplier applier;
    private final Pipeline pipeline;

    /// What came of a state.
    ///
    /// @param settled what nginx was given, and what is wrong with the objects
    /// @param outcome what nginx made of it; absent where it was not asked
    record Result(Pipeline.Settled settled, Optional<ApplyOutcome> outcome) {}

    /// Prepares for a configuration that nginx is about to get.
    @FunctionalInterface
    interface Expectation {
        void expect(Compilation compilation) throws IOException, InterruptedException;
    }

    private LiveConfiguration(
            NginxSetup setup, GenerationStore store, Templates templates, Path stateDir)
            throws IOException {
        RenderOptions render = setup.render();
        this.store = store;
        this.process =
                switch (setup.mode()) {
                    case MANAGED -> new ManagedNginx(setup.nginx(), render.layout());
                    case EXTERNAL -> new ExternalNginx(render.layout(), PATIENCE);
                    case SIDECAR -> new SidecarNginx(render.layout());
                };
        this.applier =
                new NginxApplier(
                        store,
                        new ConfigTest(setup.nginx(), render.layout()),
                        process,
                        ApplyLimits.DEFAULT);
        this.pipeline =
                new Pipeline(
                        setup.ingress(),
                        render,
                        templates,
                        FallbackCertificate.keptIn(stateDir, Instant.now()));
    }

    /// Takes hold of the state folder.
    ///
    /// @throws IOException if the folder cannot be used, or another Brama uses it
    static LiveConfiguration open(NginxSetup setup, Templates templates) throws IOException {
        Optional<String> group = setup.render().workerUser().map(Word::value);
        GenerationStore store;
        try {
            store = GenerationStore.open(setup.render().layout(), group);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        try {
            return new LiveConfiguration(
                    setup, store, templates, Path.of(setup.render().layout().stateDir()));
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /// Brings what nginx takes of a state into force.
    ///
    /// @param expectation hears of each configuration that nginx is about to get
    Result apply(ClusterState state, Expectation expectation)
            throws IOException, InterruptedException {
        return apply(state, expectation, applier::apply);
    }

    /// The same, with workers that know nothing yet, also where nginx serves just that.
    Result renew(ClusterState state, Expectation expectation)
            throws IOException, InterruptedException {
        return apply(state, expectation, applier::renew);
    }

    @FunctionalInterface
    private interface Way {
        ApplyOutcome apply(Rendering rendering) throws IOException, InterruptedException;
    }

    private Result apply(ClusterState state, Expectation expectation, Way way)
            throws IOException, InterruptedException {
        AtomicReference<Optional<ApplyOutcome>> outcome = new AtomicReference<>(Optional.empty());
        Pipeline.Judge judge =
                (compilation, rendering) -> {
                    expectation.expect(compilation);
                    ApplyOutcome result = way.apply(rendering);
                    outcome.set(Optional.of(result));
                    return refusal(result, compilation);
                };
        Pipeline.Settled settled =
                pipeline.settle(
                        state,
                        Instant.now(),
                        judge,
                        (_, rendering) -> applier.test(rendering).refusal());
        return new Result(settled, outcome.get());
    }

    /// Brings a configuration into force that is only a step on the way to the next one.
    ///
    /// @return whether nginx serves it
    boolean introduce(ProxyConfig step) throws IOException, InterruptedException {
        return applier.apply(pipeline.render(step)) instanceof ApplyOutcome.Applied;
    }

    /// Only when it comes to serve does nginx find that a port is not free.
    private static Optional<ApplyOutcome.Refused> refusal(
            ApplyOutcome result, Compilation compilation) {
        return switch (result) {
            case ApplyOutcome.Applied _, ApplyOutcome.Unchanged _ -> Optional.empty();
            case ApplyOutcome.Refused refused -> Optional.of(refused);
            case ApplyOutcome.RolledBack(long _, String message) ->
                    refusedPort(message, compilation);
            case ApplyOutcome.Unreachable(String message) -> refusedPort(message, compilation);
        };
    }

    private static Optional<ApplyOutcome.Refused> refusedPort(
            String message, Compilation compilation) {
        return TakenPorts.blamed(compilation.config(), message).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ApplyOutcome.Refused(
                                new TestResult.Failed(
                                        TestResult.Fault.ENVIRONMENT,
                                        message,
                                        Optional.empty(),
                                        OptionalInt.empty(),
                                        message),
                                Optional.empty()));
    }

    /// Brings into force what an earlier run left.
    ///
    /// @return empty where there is nothing
    Optional<ApplyOutcome> resume() throws IOException, InterruptedException {
        return applier.resume();
    }

    /// Whether there is a configuration with which nginx can start.
    boolean isThere() {
        return store.inForce().isPresent();
    }

    /// Whether nginx serves the configuration in force.
    boolean isServed() {
        OptionalLong inForce = store.inForce();
        return inForce.isPresent() && applier.served().equals(inForce);
    }

    /// Whether trying again soon, without a change, may lead further.
    static boolean mayDoBetter(Optional<ApplyOutcome> outcome) {
        if (outcome.isEmpty()) {
            return true;
        }
        return switch (outcome.get()) {
            case ApplyOutcome.Applied _, ApplyOutcome.Unchanged _ -> false;
            // The machine, full or short of memory, may do better soon; the objects will not.
            case ApplyOutcome.Refused refused ->
                    refused.failure().fault() == TestResult.Fault.ENVIRONMENT;
            case ApplyOutcome.RolledBack _, ApplyOutcome.Unreachable _ -> true;
        };
    }

    /// Ends nginx where it is ours.
    ///
    /// @param grace how long requests may take to end
    void endNginx(Duration grace) throws InterruptedException, IOException {
        if (process instanceof ManagedNginx managed) {
            managed.stop(grace);
        }
    }

    /// Gives the state folder free.
    @Override
    public void close() throws IOException {
        store.close();
    }
}
