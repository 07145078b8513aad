package dev.brama.speaker;

import dev.brama.address.AllocationEvent;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LiveNetwork;
import dev.brama.kube.WriteLoop;
import dev.brama.problem.Problem;
import dev.brama.problem.Sentence;
import dev.brama.report.EventLedger;
import dev.brama.report.EventLimits;
import dev.brama.report.EventPlan;
import dev.brama.report.KubeWrite.EmitEvent;
import dev.brama.report.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/// Raises Events about addresses, with MetalLB's reasons and words where it has some: on Services,
/// and on pools and advertisements with a mistake.
///
/// What concerns all nodes is told by the one that leads, and that a node begins to answer by that
/// node. There is a thread of its own, so that no address waits for an Event.
public final class SpeakerEvents implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(5);

    private final EventWriter writer;
    private final EventPlan plan;
    private final BooleanSupplier leads;
    private final EventLedger ledger = new EventLedger(EventLimits.DEFAULTS, Instant.now());
    private final Queue<Notice> announced = new ConcurrentLinkedQueue<>();
    private final Queue<Notice> happened = new ConcurrentLinkedQueue<>();
    private volatile List<Notice> standing = List.of();
    private volatile List<Notice> silence = List.of();
    private final WriteLoop loop;
    private boolean recalled;
    private boolean led;

    private SpeakerEvents(
            ApiServer server,
            LiveNetwork network,
            EventWriter.Reporter reporter,
            BooleanSupplier leads) {
        this.writer = new EventWriter(server, reporter);
        this.plan = new EventPlan(EventPlan.SyncEvents.UNTOLD, network::identity);
        this.leads = leads;
        this.loop = WriteLoop.start("speaker-events", REST, this::write);
    }

    /// Begins.
    ///
    /// @param network knows the objects that Events are about
    /// @param leads whether this node leads at this moment
    public static SpeakerEvents start(
            ApiServer server,
            LiveNetwork network,
            EventWriter.Reporter reporter,
            BooleanSupplier leads) {
        return new SpeakerEvents(server, network, reporter, leads);
    }

    /// This node begins to answer for a Service.
    void announcing(LoadBalancerService service, String node) {
        announced.add(
                new Notice(
                        identity(service),
                        Notice.Type.NORMAL,
                        "nodeAssigned",
                        "announcing from node \"" + node + "\" with protocol \"layer2\""));
        loop.signal();
    }

    /// Tells of what has happened, if this node leads.
    void occur(AllocationEvent event) {
        happened.add(notice(event));
        loop.signal();
    }

    /// Tells of what is so, until this is called again without it, if this node leads.
    void stand(List<AllocationEvent> events, List<Problem> problems) {
        List<Notice> notices = new ArrayList<>(plan.standing(problems));
        events.forEach(event -> notices.add(notice(event)));
        if (!notices.equals(standing)) {
            standing = List.copyOf(notices);
            loop.signal();
        }
    }

    /// Tells of Services for which nobody answers, until this is called again without them, if this
    /// node leads.
    void silent(List<Silence> silent) {
        List<Notice> notices = silent.stream().map(SpeakerEvents::notice).toList();
        if (!notices.equals(silence)) {
            silence = notices;
            loop.signal();
        }
    }

    /// That nobody answers for a Service, and why.
    record Silence(LoadBalancerService service, Problem why) {}

    private static Notice notice(Silence silent) {
        return new Notice(
                identity(silent.service()),
                Notice.Type.WARNING,
                "announceFailed",
                Sentence.of(silent.why().message()) + " " + Sentence.of(silent.why().fix()));
    }

    private static Notice notice(AllocationEvent event) {
        return new Notice(
                identity(event.service()),
                switch (event.type()) {
                    case NORMAL -> Notice.Type.NORMAL;
                    case WARNING -> Notice.Type.WARNING;
                },
                event.reason(),
                event.message());
    }

    private static ObjectIdentity identity(LoadBalancerService service) {
        return new ObjectIdentity(service.ref(), "v1", service.version().uid());
    }

    private WriteLoop.Outcome write() {
        boolean isLeader = leads.getAsBoolean();
        if (isLeader != led) {
            led = isLeader;
            // Another one has told of things meanwhile.
            recalled = false;
        }
        List<Notice> news = drained(announced);
        List<Notice> ofLeader = drained(happened);
        List<Notice> stands = new ArrayList<>();
        if (isLeader) {
            news.addAll(ofLeader);
            stands.addAll(standing);
            stands.addAll(silence);
        }
        if (!recalled && news.isEmpty() && stands.isEmpty()) {
            return WriteLoop.Outcome.DONE;
        }
        if (!recalled) {
            ledger.recall(writer.recall());
            recalled = true;
        }
        Instant now = Instant.now();
        ledger.occur(news, now);
        ledger.stand(stands, now);
        List<EmitEvent> left = writer.write(ledger.due(now));
        ledger.failed(left);
        return left.isEmpty() ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
    }

    private static List<Notice> drained(Queue<Notice> queue) {
        List<Notice> news = new ArrayList<>();
        for (Notice notice = queue.poll(); notice != null; notice = queue.poll()) {
            news.add(notice);
        }
        return news;
    }

    @Override
    public void close() {
        loop.close();
    }
}
