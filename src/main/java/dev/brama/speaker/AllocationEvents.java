package dev.brama.speaker;

import dev.brama.address.AllocationEvent;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LiveNetwork;
import dev.brama.kube.WriteLoop;
import dev.brama.problem.Problem;
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

/// Raises Events about addresses: on Services, and on pools and advertisements with a mistake.
///
/// It has a thread of its own, so that no address waits for an Event.
final class AllocationEvents implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(5);

    private final EventWriter writer;
    private final EventPlan plan;
    private final BooleanSupplier leads;
    private final EventLedger ledger = new EventLedger(EventLimits.DEFAULTS, Instant.now());
    private final Queue<Notice> happened = new ConcurrentLinkedQueue<>();
    private volatile List<Notice> standing = List.of();
    private final WriteLoop loop;
    private boolean recalled;

    AllocationEvents(
            ApiServer server,
            LiveNetwork network,
            EventWriter.Reporter reporter,
            BooleanSupplier leads) {
        this.writer = new EventWriter(server, reporter);
        this.plan = new EventPlan(EventPlan.SyncEvents.UNTOLD, network::identity);
        this.leads = leads;
        this.loop = WriteLoop.start("address-events", REST, this::write);
    }

    /// Tells of what has happened.
    void occur(AllocationEvent event) {
        happened.add(notice(event));
        loop.signal();
    }

    /// Tells of what is so, until this is called again without it.
    void stand(List<AllocationEvent> events, List<Problem> problems) {
        List<Notice> notices = new ArrayList<>(plan.standing(problems));
        events.forEach(event -> notices.add(notice(event)));
        if (!notices.equals(standing)) {
            standing = List.copyOf(notices);
            loop.signal();
        }
    }

    private static Notice notice(AllocationEvent event) {
        LoadBalancerService service = event.service();
        return new Notice(
                new ObjectIdentity(service.ref(), "v1", service.version().uid()),
                switch (event.type()) {
                    case NORMAL -> Notice.Type.NORMAL;
                    case WARNING -> Notice.Type.WARNING;
                },
                event.reason(),
                event.message());
    }

    private WriteLoop.Outcome write() {
        if (!leads.getAsBoolean()) {
            // Whoever leads next must not tell of what happened long before.
            recalled = false;
            happened.clear();
            return WriteLoop.Outcome.DONE;
        }
        if (!recalled) {
            ledger.recall(writer.recall());
            recalled = true;
        }
        Instant now = Instant.now();
        List<Notice> news = new ArrayList<>();
        for (Notice notice = happened.poll(); notice != null; notice = happened.poll()) {
            news.add(notice);
        }
        ledger.occur(news, now);
        ledger.stand(standing, now);
        List<EmitEvent> left = writer.write(ledger.due(now));
        ledger.failed(left);
        return left.isEmpty() ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
    }

    @Override
    public void close() {
        loop.close();
    }
}
