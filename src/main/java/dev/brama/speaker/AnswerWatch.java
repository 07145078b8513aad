package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.kube.WriteLoop;
import dev.brama.layer2.AnnouncedService;
import dev.brama.layer2.Diagnosis;
import dev.brama.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Looks now and then, on the one node that leads, whether somebody answers for every address; what
/// stays silent is told by Events and counted.
///
/// An address that moves, or whose Service has no ready endpoint yet, is silent for a moment, which
/// is nothing to tell: only what was silent at two looks is.
final class AnswerWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final BooleanSupplier leads;
    private final Questions questions;
    private final Supplier<NetworkState> state;
    private final Consumer<List<SpeakerEvents.Silence>> told;
    private final WriteLoop loop;
    private Set<NamespacedName> silentBefore = Set.of();
    private volatile OptionalInt unanswered = OptionalInt.empty();

    /// Asks what becomes of all Services.
    @FunctionalInterface
    interface Questions {
        List<AnnouncedService> ask() throws InterruptedException;
    }

    /// @param leads whether this node leads at this moment
    /// @param questions asks the speakers
    /// @param state of the cluster
    /// @param told hears which are silent
    private AnswerWatch(
            BooleanSupplier leads,
            Questions questions,
            Supplier<NetworkState> state,
            Consumer<List<SpeakerEvents.Silence>> told) {
        this.leads = leads;
        this.questions = questions;
        this.state = state;
        this.told = told;
        this.loop = WriteLoop.start("answer-watch", LOOK, this::round);
    }

    static AnswerWatch start(
            BooleanSupplier leads,
            Questions questions,
            Supplier<NetworkState> state,
            Consumer<List<SpeakerEvents.Silence>> told) {
        return new AnswerWatch(leads, questions, state, told);
    }

    /// For how many addresses of Services with a ready endpoint nobody answers; absent on a node
    /// that does not lead.
    OptionalInt unanswered() {
        return unanswered;
    }

    private WriteLoop.Outcome round() throws InterruptedException {
        if (!leads.getAsBoolean()) {
            silentBefore = Set.of();
            unanswered = OptionalInt.empty();
            return WriteLoop.Outcome.DONE;
        }
        Looked looked = look(questions.ask(), state.get(), silentBefore);
        silentBefore = looked.silent();
        unanswered = OptionalInt.of(looked.addresses().size());
        told.accept(looked.lasting());
        return WriteLoop.Outcome.DONE;
    }

    /// What came of a look.
    ///
    /// @param silent Services for which nobody answers
    /// @param lasting those of them that were silent before
    /// @param addresses of those that have a ready endpoint: one without is told, but is silent by
    ///   intention as often as not, and nobody is to be woken for it
    record Looked(
            Set<NamespacedName> silent,
            List<SpeakerEvents.Silence> lasting,
            Set<IpAddress> addresses) {}

    /// Looks.
    ///
    /// @param asked what becomes of each Service
    /// @param state the Services that there are, and their endpoints
    /// @param before those for which nobody answered at the last look
    static Looked look(
            List<AnnouncedService> asked, NetworkState state, Set<NamespacedName> before) {
        Set<NamespacedName> silent = new HashSet<>();
        Set<IpAddress> addresses = new TreeSet<>();
        List<SpeakerEvents.Silence> lasting = new ArrayList<>();
        for (AnnouncedService one : asked) {
            // What is only not known is no silence.
            List<Problem> why = Diagnosis.silence(one).stream().filter(Problem::isError).toList();
            LoadBalancerService object = state.services().get(one.service());
            if (why.isEmpty() || object == null) {
                continue;
            }
            silent.add(one.service());
            if (before.contains(one.service())) {
                if (state.isServing(one.service())) {
                    addresses.addAll(one.addresses());
                }
                lasting.add(new SpeakerEvents.Silence(object, why.getFirst()));
            }
        }
        return new Looked(silent, lasting, addresses);
    }

    @Override
    public void close() {
        loop.close();
    }
}
