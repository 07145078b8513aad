package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.AskerBudget;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.FrameReader;
import dev.brama.layer2.FrameWriter;
import dev.brama.layer2.HostFacts;
import dev.brama.layer2.MacAddress;
import dev.brama.layer2.Reaction;
import dev.brama.layer2.Reaction.Answer;
import dev.brama.layer2.Reaction.Conflict;
import dev.brama.layer2.Reaction.Nothing;
import dev.brama.layer2.Reactions;
import dev.brama.link.Link;
import dev.brama.link.LinkException;
import dev.brama.link.PacketSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers for addresses on one interface, as long as that is up and its card keeps its MAC.
///
/// One thread does everything: it alone has the socket, reacts, sends, and asks for its authority
/// right before each frame of an address. What others want is put into a queue, and the thread is
/// woken:
///
/// ```
/// announce, withdraw, probe ──> orders ──wake──> [receive | react | send what is due] ──> LAN
///                                                      └── claimed(...), in this thread
/// ```
///
/// So what was withdrawn is silent when its future completes, without a lock.
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    // A client asks once a second; 4,000 is a flood, and far below what this thread can answer.
    private static final int ANSWERS_A_SECOND = 4_000;
    private static final int ANSWERS_AT_ONCE = 1_000;
    private static final long STACK = 256 * 1024;

    // A node has many routes, and its gateways hardly ever change.
    private static final long GATEWAYS_AGAIN = 10_000_000_000L;

    /// An address that is announced here.
    private static final class Held {
        final IpAddress address;
        final FrameCounts counts;
        Announcements announcements;

        Held(IpAddress address, FrameCounts counts, Announcements announcements) {
            this.address = address;
            this.counts = counts;
            this.announcements = announcements;
        }
    }

    /// What an announcer tells of, in its own thread: quickly, or it answers nobody meanwhile.
    ///
    /// @param claimed another card claimed an address, which is silent here from now on
    /// @param turned the LAN has become silent, or is heard again
    /// @param ended the interface was lost; nothing comes after it
    record Reports(Consumer<Claim> claimed, Runnable turned, Consumer<Announcer> ended) {}

    private final Link link;
    private final MacAddress mac;
    private final AnnouncerSettings settings;
    private final LongSupplier clock;
    private final Authority authority;
    private final FrameCounts counts;
    private final Reports reports;
    private final Thread thread;

    /// What another thread wants.
    ///
    /// @param act in this announcer's thread
    /// @param abandon instead of it, in any thread, when the announcer has ended
    private record Order(Runnable act, Runnable abandon) {}

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private volatile Set<MacAddress> own = Set.of();
    private volatile List<HostFacts.Subnet> ownAddresses = List.of();
    private volatile @Nullable PacketSocket wakeable;
    private volatile boolean stopped;
    private volatile boolean ended;

    // Of the thread alone.
    private final Map<IpAddress, Held> held = new HashMap<>();
    private final List<StrangerProbe> probes = new ArrayList<>();
    private final LanLiveness liveness = new LanLiveness();
    private final AskerBudget budget = new AskerBudget(ANSWERS_A_SECOND, ANSWERS_AT_ONCE);
    private final Reactions reactions;
    private long due;
    private boolean listeningIsStale = true;
    private Set<IpAddress> gateways = Set.of();
    private long gatewaysAt;

    Announcer(
            Link link,
            AnnouncerSettings settings,
            Authority authority,
            FrameCounts counts,
            Reports reports) {
        this.link = link;
        this.mac = new MacAddress(link.mac());
        this.settings = settings;
        this.clock = settings.clock();
        this.authority = authority;
        this.counts = counts;
        this.reports = reports;
        this.gatewaysAt = clock.getAsLong();
        this.reactions =
                new Reactions(
                        mac, card -> card.equals(mac) || own.contains(card), held::containsKey);
        this.thread = new Thread(null, this::run, "announcer-" + link.name(), STACK);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Link link() {
        return link;
    }

    /// Takes note of the node's cards, whose words are no claims, and of this interface's
    /// addresses.
    void setOwn(Set<MacAddress> cards, List<HostFacts.Subnet> addresses) {
        own = Set.copyOf(cards);
        ownAddresses = List.copyOf(addresses);
    }

    /// Announces an address from now on; one that is announced already is told to all anew.
    void announce(IpAddress address, FrameCounts ofAddress) {
        order(
                () -> {
                    Announcements first =
                            Announcements.begin(
                                    address.family(),
                                    clock.getAsLong(),
                                    settings.refresh().toNanos());
                    Held known = held.get(address);
                    if (known == null) {
                        held.put(address, new Held(address, ofAddress, first));
                        listeningIsStale = true;
                    } else {
                        known.announcements = first;
                    }
                },
                () -> {});
    }

    /// Announces an address no more: nothing of it is sent once the future completes.
    CompletableFuture<Void> withdraw(IpAddress address) {
        CompletableFuture<Void> silent = new CompletableFuture<>();
        order(
                () -> {
                    listeningIsStale |= held.remove(address) != null;
                    silent.complete(null);
                },
                () -> silent.complete(null));
        return silent;
    }

    /// Asks whether a stranger uses an address.
    void probe(IpAddress address, CompletableFuture<Optional<MacAddress>> verdict) {
        order(
                () -> {
                    probes.add(new StrangerProbe(address, clock.getAsLong(), verdict));
                    listeningIsStale = true;
                },
                () -> verdict.complete(Optional.empty()));
    }

    /// Sets whom to ask whether the LAN is there.
    void askPeers(Set<IpAddress> peers) {
        // Who is in another subnet is not on this LAN, and would not answer.
        Set<IpAddress> near = new HashSet<>();
        for (IpAddress peer : peers) {
            if (ownAddresses.stream().anyMatch(subnet -> subnet.contains(peer))) {
                near.add(peer);
            }
        }
        order(() -> ask(near), () -> {});
    }

    private void ask(Set<IpAddress> near) {
        long now = clock.getAsLong();
        if (now - gatewaysAt >= 0) {
            gateways = Gateways.of(link.name());
            gatewaysAt = now + GATEWAYS_AGAIN;
        }
        liveness.ask(near, gateways, now);
    }

    /// See [LanLiveness#heardAt].
    long heardAt() {
        return liveness.heardAt();
    }

    /// See [LanLiveness#heardGateways].
    Set<IpAddress> heardGateways() {
        return liveness.heardGateways();
    }

    private void order(Runnable act, Runnable abandon) {
        orders.add(new Order(act, abandon));
        PacketSocket socket = wakeable;
        if (socket != null) {
            socket.wake();
        }
        // Either the end has seen this order, or the end is seen here.
        if (ended) {
            abandonOrders();
        }
    }

    private void abandonOrders() {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.abandon.run();
        }
    }

    /// Tells the thread to end.
    void stop() {
        stopped = true;
        PacketSocket socket = wakeable;
        if (socket != null) {
            socket.wake();
        }
    }

    /// Waits until the thread has ended.
    void join(long milliseconds) throws InterruptedException {
        thread.join(milliseconds);
    }

    private void run() {
        try (PacketSocket socket = PacketSocket.open(link.index());
                GroupListening listening = new GroupListening(socket, link.index(), link.name())) {
            wakeable = socket;
            if (settings.reception() == AnnouncerSettings.Reception.PROMISCUOUS) {
                socket.setPromiscuous();
            }
            LOG.info("{}: announcing with {}", link.name(), mac);
            loop(socket, listening);
        } catch (LinkException e) {
            if (e.isInterfaceLost()) {
                LOG.info(
                        "{}: stops announcing, the interface went: {}",
                        link.name(),
                        e.getMessage());
            } else {
                LOG.error("{}: stops announcing: {}", link.name(), e.getMessage());
            }
        } finally {
            end();
        }
    }

    private void end() {
        wakeable = null;
        ended = true;
        abandonOrders();
        probes.forEach(StrangerProbe::abandon);
        reports.ended.accept(this);
    }

    private void loop(PacketSocket socket, GroupListening listening) throws LinkException {
        while (!stopped) {
            if (!orders.isEmpty()) {
                carryOut();
                due = Long.MIN_VALUE;
            }
            if (listeningIsStale) {
                listeningIsStale = false;
                listening.listenFor(ofInterest());
            }
            long now = clock.getAsLong();
            if (now >= due) {
                sendWhatIsDue(socket, now);
            }
            if (socket.receive(due == Announcements.NEVER ? due : due - now)) {
                react(socket, FrameReader.read(socket.frame()));
            }
        }
    }

    private void carryOut() {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.act.run();
        }
    }

    private Set<IpAddress> ofInterest() {
        Set<IpAddress> addresses = new HashSet<>(held.keySet());
        probes.forEach(probe -> addresses.add(probe.address()));
        return addresses;
    }

    private void react(PacketSocket socket, Frame frame) throws LinkException {
        long now = clock.getAsLong();
        lookForStrangers(frame);
        if (liveness.look(frame, now)) {
            // The next question has time: nobody need wake for it sooner.
            due = Long.MIN_VALUE;
        }
        Reaction reaction = reactions.to(frame);
        switch (reaction) {
            case Answer answer -> answer(socket, answer, now);
            case Conflict conflict -> yieldTo(conflict);
            case Nothing nothing -> {
                if (nothing == Nothing.MALFORMED) {
                    counts.malformed.increment();
                }
            }
        }
    }

    private void lookForStrangers(Frame frame) {
        for (StrangerProbe probe : probes) {
            reactions.userOf(probe.address(), frame).ifPresent(probe::found);
        }
        forgetOverProbes();
    }

    private void forgetOverProbes() {
        listeningIsStale |= probes.removeIf(StrangerProbe::isOver);
    }

    private void answer(PacketSocket socket, Answer answer, long now) throws LinkException {
        Held asked = held.get(answer.address());
        if (asked == null) {
            return;
        }
        counts.requests.increment();
        asked.counts.requests.increment();
        boolean sent =
                budget.take(answer.asker(), now)
                        && sendFor(socket, answer.address(), answer.frame());
        if (sent) {
            counts.responses.increment();
            asked.counts.responses.increment();
        } else {
            counts.withheld.increment();
            asked.counts.withheld.increment();
        }
    }

    private void yieldTo(Conflict conflict) {
        Held claimed = held.remove(conflict.address());
        if (claimed == null) {
            return;
        }
        listeningIsStale = true;
        counts.conflicts.increment();
        claimed.counts.conflicts.increment();
        LOG.warn(
                "{}: {} claims {}, which is silent here from now on",
                link.name(),
                conflict.claimant(),
                conflict.address());
        reports.claimed.accept(
                new Claim(conflict.address(), conflict.claimant(), conflict.sender(), link.name()));
    }

    // The only way out for frames that speak for an address. Nothing may come between the question
    // and the sending.
    private boolean sendFor(PacketSocket socket, IpAddress address, Frame frame)
            throws LinkException {
        FrameWriter.write(frame, socket.outgoing());
        return authority.deadline(address) > clock.getAsLong() && socket.send();
    }

    private void sendWhatIsDue(PacketSocket socket, long now) throws LinkException {
        due = Announcements.NEVER;
        for (Held one : held.values()) {
            if (one.announcements.due() <= now) {
                announce(socket, one);
            }
            due = Math.min(due, one.announcements.due());
        }
        for (StrangerProbe probe : probes) {
            Optional<Frame> asked = probe.step(mac, now);
            if (asked.isPresent()) {
                FrameWriter.write(asked.get(), socket.outgoing());
                socket.send();
            }
            due = Math.min(due, probe.due());
        }
        forgetOverProbes();
        Optional<LanLiveness.Question> question = liveness.step(now);
        if (question.isPresent()) {
            FrameWriter.write(asFrame(question.get()), socket.outgoing());
            socket.send();
        }
        if (liveness.turned(now)) {
            reports.turned.run();
        }
        due = Math.min(due, liveness.due());
    }

    private void announce(PacketSocket socket, Held one) throws LinkException {
        boolean all = true;
        for (Frame frame : Announcements.round(mac, one.address)) {
            if (sendFor(socket, one.address, frame)) {
                counts.gratuitous.increment();
                one.counts.gratuitous.increment();
            } else {
                all = false;
            }
        }
        long now = clock.getAsLong();
        one.announcements =
                all
                        ? one.announcements.sent(now, ThreadLocalRandom.current().nextDouble())
                        : one.announcements.postponed(now);
    }

    private Frame asFrame(LanLiveness.Question question) {
        IpAddress peer = question.peer();
        IpAddress asker = ownAddressFor(peer);
        if (peer.isV4()) {
            return Arp.question(mac, asker, peer, question.card().orElse(MacAddress.BROADCAST));
        }
        return question.card()
                .map(card -> Solicitation.question(mac, asker, peer, card))
                .orElseGet(() -> Solicitation.question(mac, asker, peer));
    }

    // The address in the peer's network, or any. An interface without one asks as who has none.
    private IpAddress ownAddressFor(IpAddress peer) {
        IpAddress any = peer.isV4() ? Frame.NO_V4 : IpAddress.v6(0, 0);
        for (HostFacts.Subnet mine : ownAddresses) {
            if (mine.address().family() == peer.family()) {
                any = mine.address();
                if (mine.contains(peer)) {
                    return any;
                }
            }
        }
        return any;
    }
}
