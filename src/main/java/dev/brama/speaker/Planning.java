package dev.brama.speaker;

import dev.brama.address.AddressRules;
import dev.brama.address.IpAddress;
import dev.brama.cluster.NetworkState;
import dev.brama.kube.LiveNetwork;
import dev.brama.layer2.AnnouncementPlan;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.layer2.AnnouncementPlan.Card;
import dev.brama.layer2.AnnouncementPlan.Viewpoint;
import dev.brama.layer2.HostFacts;
import dev.brama.layer2.Seat;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Plans anew, whenever objects, interfaces or other speakers have changed, who should answer for
/// what: tells the grants which seats there are, and the announcers where to announce.
final class Planning {
    // A plan may name an interface that was left out before, which changes the next plan.
    private static final long LOOK_AGAIN = Duration.ofMillis(200).toNanos();
    private static final long PLAN_ANYWAY = Duration.ofSeconds(10).toNanos();

    private final SpeakerOptions options;
    private final LiveNetwork network;
    private final Announcers announcers;
    private final Supplier<Grants.Standing> standing;
    private final Consumer<Collection<Seat>> seats;
    private final Semaphore work = new Semaphore(0);
    private final Lans lans = new Lans(LanLiveness.SILENCE);
    private volatile AnnouncementPlan plan = AnnouncementPlan.NONE;
    private volatile AddressRules rules = AddressRules.NONE;
    private volatile boolean mistaken;
    private volatile boolean planned;
    private volatile boolean stopped;

    /// @param standing of the grants, at any moment
    /// @param seats hears what is to be held, whenever that has changed
    Planning(
            SpeakerOptions options,
            LiveNetwork network,
            Announcers announcers,
            Supplier<Grants.Standing> standing,
            Consumer<Collection<Seat>> seats) {
        this.options = options;
        this.network = network;
        this.announcers = announcers;
        this.standing = standing;
        this.seats = seats;
    }

    /// The newest plan.
    AnnouncementPlan plan() {
        return plan;
    }

    /// The pools and advertisements that it was made by.
    AddressRules rules() {
        return rules;
    }

    /// Whether there is a plan.
    boolean isPlanned() {
        return planned;
    }

    /// Whether a mistake keeps a part of the configuration from taking effect.
    boolean isMistaken() {
        return mistaken;
    }

    /// Something changed; for any thread.
    void signal() {
        work.release();
    }

    /// Ends [#run]; for any thread.
    void stop() {
        stopped = true;
        work.release();
    }

    /// Plans until [#stop]. Whatever changes is signalled, so that nobody need look for it.
    void run() throws InterruptedException {
        SortedMap<String, Card> before = new TreeMap<>();
        long planAgain = System.nanoTime();
        boolean signalled = true;
        while (!stopped) {
            SortedMap<String, Card> cards = cards();
            boolean due = signalled || !cards.equals(before) || System.nanoTime() - planAgain >= 0;
            long rest = LOOK_AGAIN;
            if (due && network.hasSynced()) {
                before = cards;
                planAgain = System.nanoTime() + PLAN_ANYWAY;
                plan(cards);
            } else if (!due) {
                rest = planAgain - System.nanoTime();
            }
            signalled = work.tryAcquire(rest, TimeUnit.NANOSECONDS);
            if (signalled) {
                work.drainPermits();
            }
        }
    }

    private void plan(SortedMap<String, Card> cards) {
        NetworkState state = network.state();
        Checked<AddressRules> checked = AddressRules.of(state, rules);
        rules = checked.value();
        mistaken =
                Stream.concat(checked.problems().stream(), network.problems().stream())
                        .anyMatch(Problem::isError);
        String node = options.identity().node();
        AnnouncementPlan now =
                AnnouncementPlan.of(
                        state,
                        rules,
                        options.loadBalancerClass(),
                        new Viewpoint(
                                node,
                                cards,
                                standing.get().speakers(),
                                options.ignoresExclusion()));
        AnnouncementPlan before = plan;
        plan = now;
        announcers.askPeers(peers(state));
        if (!planned || !now.seats().equals(before.seats())) {
            seats.accept(now.seats());
        }
        for (IpAddress address : standing.get().held().keySet()) {
            if (!interfaces(now, address).equals(interfaces(before, address))) {
                announcers.announce(address, interfaces(now, address));
            }
        }
        planned = true;
    }

    private static Set<String> interfaces(AnnouncementPlan plan, IpAddress address) {
        return plan.interfaces().getOrDefault(address, Set.of());
    }

    /// Announces an address from now on where the plan says.
    void announce(IpAddress address) {
        announcers.announce(address, interfaces(plan, address));
    }

    /// The Services that have this address.
    List<Announced> services(IpAddress address) {
        return plan.services().stream().filter(one -> one.addresses().contains(address)).toList();
    }

    /// The interfaces that could be used, and whether the LAN is reached by them.
    SortedMap<String, Card> cards() {
        long now = options.announcing().clock().getAsLong();
        Grants.Standing seen = standing.get();
        Lans.Others others = new Lans.Others(seen.speakers().size(), seen.gateways());
        Map<String, List<HostFacts.Subnet>> subnets = new HashMap<>();
        announcers.links().forEach(link -> subnets.put(link.name(), HostInspection.subnets(link)));
        SortedMap<String, Card> cards = new TreeMap<>();
        for (InterfaceState state : announcers.interfaces()) {
            boolean hasLink =
                    switch (state.fitness()) {
                        case FIT, EXCLUDED -> !lans.isCutOff(state, others, now);
                        case DOWN,
                                NO_CARRIER,
                                LOOPBACK,
                                NOT_ETHERNET,
                                NO_BROADCAST,
                                NO_ARP,
                                HAS_MASTER ->
                                false;
                    };
            if (isUsable(state)) {
                cards.put(
                        state.name(),
                        new Card(hasLink, subnets.getOrDefault(state.name(), List.of())));
            }
        }
        return cards;
    }

    private boolean isUsable(InterfaceState state) {
        return switch (state.fitness()) {
            case FIT, DOWN, NO_CARRIER -> !options.announcing().rules().isExcluded(state.name());
            case EXCLUDED ->
                    plan.interfaces().values().stream()
                            .anyMatch(names -> names.contains(state.name()));
            case LOOPBACK, NOT_ETHERNET, NO_BROADCAST, NO_ARP, HAS_MASTER -> false;
        };
    }

    private Set<IpAddress> peers(NetworkState state) {
        Set<IpAddress> peers = new HashSet<>();
        state.nodes().values().stream()
                .filter(node -> !node.name().equals(options.identity().node()))
                .flatMap(node -> node.internalIps().stream())
                .flatMap(text -> IpAddress.parse(text).stream())
                .forEach(peers::add);
        peers.addAll(standing.get().neighbours());
        return peers;
    }

    /// What this node has and hears in the LANs that it announces on.
    Neighbourhood.Own own() {
        Set<IpAddress> own = new HashSet<>();
        Set<String> usable = cards().keySet();
        announcers.links().stream()
                .filter(link -> usable.contains(link.name()))
                .flatMap(link -> HostInspection.subnets(link).stream())
                .map(HostFacts.Subnet::address)
                // Those of the link alone say nothing about which link.
                .filter(address -> !address.toString().startsWith("fe80:"))
                .forEach(own::add);
        long now = options.announcing().clock().getAsLong();
        return new Neighbourhood.Own(own, lans.gateways(announcers.interfaces(), now));
    }
}
