package dev.brama.speaker;

import dev.brama.address.AddressRules;
import dev.brama.address.AddressWrite;
import dev.brama.address.AllocationEvent;
import dev.brama.address.AllocationInput;
import dev.brama.address.AllocationPlan;
import dev.brama.address.IpAddress;
import dev.brama.address.PoolUsage;
import dev.brama.address.ServiceAnnotation;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.kube.ApiServer;
import dev.brama.kube.LiveNetwork;
import dev.brama.kube.PoolStatusWriter;
import dev.brama.kube.ServiceStatusWriter;
import dev.brama.kube.WriteLoop;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.report.KubeWrite.SetServiceAddress;
import dev.brama.report.ProblemReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives Services their addresses, on the one node that leads.
///
/// Each round makes one plan for all Services from what is there, and writes what is different. It
/// keeps nothing that may not be lost: who holds what stands in the status of the Services.
///
/// ```
///   leads ─> all is here, and as new as the API server has it ─> plan ─> write ─┬─> Events
///              ^                                                  ^             └─> probe ─┐
///              └── a change, or an address has rested ────────────┴────────────────────────┘
/// ```
public final class AddressAllocation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // Only for what nobody signals: addresses that have rested, and a status that somebody edited.
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);
    private static final Duration REFUSED = Duration.ofSeconds(30);
    // An address for which a stranger answers is followed by the next one, and so on.
    private static final int PROBES_IN_A_ROUND = 8;
    private static final int LOGGED = 20;

    private final Options options;
    private final LiveNetwork network;
    private final BooleanSupplier leads;
    private final ServiceStatusWriter writer;
    private final PoolStatusWriter poolStatus;
    private final SpeakerEvents events;
    private final AllocationMemory memory;
    private final AtomicBoolean dirty = new AtomicBoolean(true);
    private final WriteLoop loop;
    private volatile AllocationFigures figures = AllocationFigures.NONE;
    private volatile SortedMap<NamespacedName, String> refusals = Collections.emptySortedMap();
    private AddressRules rules = AddressRules.NONE;
    private List<Problem> told = List.of();
    private List<PoolStatusWriter.Counts> counts = List.of();
    private boolean caughtUp;
    private long planAgain = Long.MAX_VALUE;

    /// How to allocate.
    ///
    /// @param loadBalancerClass whose Services are served; absent means those that name no class
    /// @param rest how long a freed address is given to nobody but its last owner
    /// @param probe asks for an address before it is given away; absent where nobody can
    public record Options(
            Optional<String> loadBalancerClass, Duration rest, Optional<AddressProbe> probe) {
        /// How long a freed address rests, if nothing else is said: longer than the network takes
        /// to forget where it was.
        public static final Duration DEFAULT_REST = Duration.ofSeconds(30);
    }

    private AddressAllocation(
            ApiServer server,
            LiveNetwork network,
            BooleanSupplier leads,
            Options options,
            SpeakerEvents events) {
        this.options = options;
        this.network = network;
        this.leads = leads;
        this.writer = new ServiceStatusWriter(server, network, leads);
        this.poolStatus = new PoolStatusWriter(server, network, leads);
        this.events = events;
        this.memory = new AllocationMemory(options.rest());
        this.loop = WriteLoop.start("addresses", LOOK, this::round);
    }

    /// Begins; nothing is done while this node does not lead.
    ///
    /// @param network what is there; whoever made it passes its signals on to [#signal]
    /// @param leads whether this node leads at this moment
    /// @param events told of what happens
    public static AddressAllocation start(
            ApiServer server,
            LiveNetwork network,
            BooleanSupplier leads,
            Options options,
            SpeakerEvents events) {
        return new AddressAllocation(server, network, leads, options, events);
    }

    /// Something changed: an object, or who leads.
    public void signal() {
        dirty.set(true);
        loop.signal();
    }

    /// What is to be measured.
    public AllocationFigures figures() {
        return figures;
    }

    /// Why Services get no address, in words; none on a node that does not lead.
    SortedMap<NamespacedName, String> refusals() {
        return refusals;
    }

    private WriteLoop.Outcome round() throws InterruptedException {
        if (!leads.getAsBoolean()) {
            caughtUp = false;
            memory.clear();
            poolStatus.clear();
            counts = List.of();
            figures = AllocationFigures.NONE;
            refusals = Collections.emptySortedMap();
            return WriteLoop.Outcome.DONE;
        }
        if (!network.hasSynced()) {
            return WriteLoop.Outcome.DONE;
        }
        if (!caughtUp) {
            if (!catchUp()) {
                return WriteLoop.Outcome.INCOMPLETE;
            }
            dirty.set(true);
        }
        long now = System.nanoTime();
        boolean isOver = memory.forget(now) || now - planAgain >= 0;
        if (!dirty.getAndSet(false) && !isOver) {
            // Nobody signals that somebody has edited a status.
            return poolStatus.write(counts) ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
        }
        planAgain = Long.MAX_VALUE;
        for (int i = 0; i < PROBES_IN_A_ROUND && leads.getAsBoolean(); i++) {
            AllocationPlan plan = plan();
            counts = counts(plan);
            boolean isComplete = write(plan) && poolStatus.write(counts);
            if (!isComplete) {
                dirty.set(true);
                return WriteLoop.Outcome.INCOMPLETE;
            }
            if (plan.probes().isEmpty()) {
                break;
            }
            probe(plan);
            dirty.set(true);
        }
        return WriteLoop.Outcome.DONE;
    }

    /// Before its first plan, a new leader must know what the one before it has written.
    private boolean catchUp() throws InterruptedException {
        try {
            caughtUp = network.catchUp(CATCH_UP);
            if (!caughtUp) {
                LOG.warn("addresses are not assigned yet: the API server's watch lags behind");
            }
        } catch (IOException e) {
            LOG.warn("addresses are not assigned yet: {}", e.getMessage());
        }
        return caughtUp;
    }

    private AllocationPlan plan() {
        NetworkState state = network.state();
        Checked<AddressRules> checked = AddressRules.of(state, rules);
        rules = checked.value();
        List<Problem> problems = new ArrayList<>(network.problems());
        problems.addAll(checked.problems());
        tell(problems);
        AllocationPlan plan =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                rules,
                                options.loadBalancerClass(),
                                memory.memory(),
                                memory.probing(options.probe().isPresent())));
        memory.planned(plan, System.nanoTime());
        events.stand(plan.standing(), problems);
        refusals = plan.refusals();
        figures =
                new AllocationFigures(
                        plan.usage(),
                        figures.plans() + 1,
                        figures.failures(),
                        true,
                        problems.stream().anyMatch(Problem::isError));
        return plan;
    }

    private void tell(List<Problem> problems) {
        Set<Problem> known = new HashSet<>(told);
        problems.stream()
                .filter(problem -> !known.contains(problem))
                .forEach(problem -> LOG.warn("{}", ProblemReport.line(problem)));
        told = List.copyOf(problems);
    }

    /// @return whether nothing is left that is to be tried again soon
    private boolean write(AllocationPlan plan) throws InterruptedException {
        if (plan.writes().isEmpty()) {
            return true;
        }
        Map<NamespacedName, AddressWrite> byService = new LinkedHashMap<>();
        plan.writes().forEach(write -> byService.put(write.service().id(), write));
        ServiceStatusWriter.Round round =
                writer.write(plan.writes().stream().map(AddressAllocation::write).toList());
        round.written()
                .forEach(done -> {
                    AddressWrite write = byService.get(done.service());
                    if (write != null) {
                        write.events().forEach(events::occur);
                        log(write, round.written().size());
                    }
                });
        if (round.written().size() > LOGGED) {
            LOG.info("{} Services have got or lost addresses", round.written().size());
        }
        int failed = plan.writes().size() - round.written().size();
        if (failed > 0) {
            figures =
                    new AllocationFigures(
                            figures.pools(),
                            figures.plans(),
                            figures.failures() + failed,
                            figures.isLoaded(),
                            figures.isStale());
            dirty.set(!round.left().isEmpty());
            planAgain = System.nanoTime() + REFUSED.toNanos();
        }
        // What only met a newer version is planned anew as soon as the watch has brought that.
        return round.left().isEmpty() || writer.trouble().isEmpty();
    }

    private static void log(AddressWrite write, int all) {
        if (all <= LOGGED) {
            LOG.info(
                    "Service {} {}",
                    write.service().id(),
                    write.addresses().isEmpty()
                            ? "has no address any more"
                            : "has "
                                    + String.join(
                                            ", ",
                                            write.addresses().stream()
                                                    .map(IpAddress::toString)
                                                    .toList())
                                    + " of pool "
                                    + write.pool().orElse(""));
        }
    }

    private List<PoolStatusWriter.Counts> counts(AllocationPlan plan) {
        List<PoolStatusWriter.Counts> counts = new ArrayList<>();
        for (PoolUsage usage : plan.usage()) {
            rules.pool(usage.pool())
                    .ifPresent(pool ->
                            counts.add(
                                    new PoolStatusWriter.Counts(
                                            pool.place().object(),
                                            usage.v4().inUse(),
                                            usage.v6().inUse(),
                                            usage.v4().total() - usage.v4().inUse(),
                                            usage.v6().total() - usage.v6().inUse())));
        }
        return counts;
    }

    private static SetServiceAddress write(AddressWrite write) {
        ServiceAnnotation pool = ServiceAnnotation.IP_ALLOCATED_FROM_POOL;
        SortedMap<String, Optional<String>> annotations = new TreeMap<>();
        annotations.put(pool.key(), write.pool());
        if (write.service().annotations().containsKey(pool.oldKey())) {
            annotations.put(pool.oldKey(), Optional.empty());
        }
        return new SetServiceAddress(
                write.service().id(),
                write.service().version().resourceVersion(),
                write.addresses().stream()
                        .map(address -> LoadBalancerAddress.ofIp(address.toString()))
                        .toList(),
                annotations);
    }

    private void probe(AllocationPlan plan) throws InterruptedException {
        Set<IpAddress> asked = plan.probes().keySet();
        Set<IpAddress> answered =
                options.probe().isPresent() ? options.probe().get().answered(asked) : Set.of();
        memory.asked(asked, answered, System.nanoTime());
        plan.probes()
                .forEach((address, service) -> {
                    if (answered.contains(address)) {
                        LOG.warn("{} is not assigned: a machine of the network uses it", address);
                        events.occur(AllocationEvent.answered(service, address));
                    }
                });
    }

    /// Ends, and leaves every Service what it has.
    @Override
    public void close() {
        loop.close();
        writer.close();
    }
}
