package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.fixture.Schedule;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// A world of speakers in true time: a network that delays, loses, repeats, reorders and parts;
/// processes that are killed, stopped and started; clocks that run apart.
final class QuorumWorld {
    static final long MS = 1_000_000;

    final SplittableRandom lots;
    final Timing timing;
    final Weather weather;
    final List<IpAddress> addresses;
    final TreeMap<String, Node> nodes = new TreeMap<>();
    final Set<Set<String>> cuts = new HashSet<>();
    final Map<IpAddress, Long> freeSince = new HashMap<>();
    private final Schedule schedule = new Schedule();
    long overlaps;
    final Set<String> settled = new TreeSet<>();
    long gains;
    Charter charter;

    record Weather(long usualDelay, long longestDelay, double lost, double repeated) {
        static final Weather CALM = new Weather(MS / 5, MS, 0, 0);
        static final Weather STORM = new Weather(4 * MS, 900 * MS, 0.1, 0.1);
    }

    /// A machine; its clock goes on while processes come and go.
    final class Node {
        final String name;
        final long offset = lots.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
        final double rate = 1 + lots.nextDouble(-200e-6, 200e-6);
        QuorumMember member;
        PeerId id;
        long pausedUntil;
        // What the transport knows of each process at the other end: it accepts growing numbers
        // only.
        final Map<PeerId, Long> heard = new HashMap<>();
        final Map<String, PeerId> peers = new HashMap<>();
        final Map<PeerId, Long> numbers = new HashMap<>();
        final Map<String, Long> arrivals = new HashMap<>();
        final List<Runnable> held = new ArrayList<>();

        Node(String name) {
            this.name = name;
        }

        long clock() {
            return offset + (long) (now() * rate);
        }

        boolean lives() {
            return member != null;
        }

        boolean answers(IpAddress address) {
            return member != null
                    && member.holdings().deadline(address) - clock() > 0
                    && member.holdings().deadline(address) != Authority.NEVER;
        }

        void start() {
            id = new PeerId(name, lots.nextLong() & Long.MAX_VALUE);
            member = new QuorumMember(id, timing, clock());
            heard.clear();
            peers.clear();
            numbers.clear();
            member.seats(seats(), clock());
            Node self = this;
            PeerId me = id;
            after(delay(), () -> self.ifStill(me, () -> learn(charter)));
            for (Node other : nodes.values()) {
                if (other != this) {
                    connect(other);
                }
            }
            beat(me);
        }

        private void learn(Charter newer) {
            post(member.charter(newer, clock()));
            if (newer.equals(charter)) {
                settled.add(name);
            }
        }

        private void beat(PeerId me) {
            after(
                    lots.nextLong(MS, 15 * MS),
                    () -> {
                        if (me.equals(id) && member != null) {
                            run(() -> {});
                            beat(me);
                        }
                    });
        }

        /// Dials until both know each other; either may hear of it much later than the other.
        void connect(Node other) {
            if (!lives()) {
                return;
            }
            PeerId mine = id;
            if (other.lives() && !isCut(this, other) && !knowEachOther(other)) {
                PeerId theirs = other.id;
                after(delay(), () -> meet(mine, theirs, other));
                after(delay(), () -> other.meet(theirs, mine, this));
            }
            after(
                    1000 * MS,
                    () ->
                            ifStill(
                                    mine,
                                    () -> {
                                        if (!knowEachOther(other)) {
                                            connect(other);
                                        }
                                    }));
        }

        private boolean knowEachOther(Node other) {
            return other.lives()
                    && other.id.equals(peers.get(other.name))
                    && id.equals(other.peers.get(name));
        }

        private void meet(PeerId mine, PeerId theirs, Node other) {
            ifStill(
                    mine,
                    () ->
                            run(() -> {
                                // No process shakes hands after its end.
                                if (other.lives() && theirs.equals(other.id)) {
                                    greet(theirs);
                                }
                            }));
        }

        private void greet(PeerId theirs) {
            PeerId before = peers.put(theirs.node(), theirs);
            if (before != null && !before.equals(theirs)) {
                post(member.ended(before, clock()));
            }
            heard.putIfAbsent(theirs, 0L);
            post(member.met(theirs, clock()));
        }

        void ifStill(PeerId process, Runnable then) {
            if (process.equals(id) && member != null) {
                then.run();
            }
        }

        /// Something happens in the process, later if it is stopped.
        void run(Runnable what) {
            if (now() < pausedUntil) {
                held.add(what);
                return;
            }
            what.run();
            post(member.tick(clock(), 1_800_000_000_000L + now() / MS));
            judge(this);
        }

        void post(QuorumMember.Step step) {
            step.changes()
                    .forEach(change -> {
                        if (change instanceof QuorumMember.Change.Gained) {
                            gains++;
                        }
                    });
            judge(this);
            for (Outgoing each : step.out()) {
                send(this, each);
            }
        }

        void pause(long duration) {
            pausedUntil = now() + duration;
            PeerId me = id;
            after(
                    duration,
                    () -> {
                        if (!me.equals(id)) {
                            return;
                        }
                        List<Runnable> all = List.copyOf(held);
                        held.clear();
                        all.forEach(each -> ifStill(me, () -> run(each)));
                    });
        }

        /// SIGKILL: the kernel tells those at the other end of its connections, where the network
        /// lets it.
        void kill() {
            PeerId was = id;
            member = null;
            held.clear();
            pausedUntil = 0;
            for (Node other : nodes.values()) {
                if (other != this) {
                    tellEnd(other, was);
                }
            }
        }

        private void tellEnd(Node other, PeerId was) {
            after(
                    delay(),
                    () -> {
                        if (isCut(this, other)) {
                            after(200 * MS, () -> tellEnd(other, was));
                        } else if (other.lives() && was.equals(other.peers.get(name))) {
                            PeerId receiver = other.id;
                            other.run(() ->
                                    other.ifStill(
                                            receiver,
                                            () -> {
                                                other.peers.remove(name, was);
                                                other.post(other.member.ended(was, other.clock()));
                                            }));
                        }
                    });
        }

        /// Power is gone: nobody is told.
        void vanish() {
            member = null;
            held.clear();
            pausedUntil = 0;
        }
    }

    QuorumWorld(long seed, int size, int addressCount, Timing timing, Weather weather) {
        this.lots = new SplittableRandom(seed);
        this.timing = timing;
        this.weather = weather;
        this.addresses = new ArrayList<>();
        for (int i = 0; i < addressCount; i++) {
            addresses.add(IpAddress.v4(0xC0A80146 + i));
        }
        for (int i = 1; i <= size; i++) {
            nodes.put("n" + i, new Node("n" + i));
        }
        charter = new Charter(1, Phase.ACTIVE, Mode.QUORUM, voters(size));
    }

    private List<String> voters(int size) {
        List<String> voters = new ArrayList<>();
        for (int i = 1; i <= (size >= 5 ? 5 : 3); i++) {
            voters.add("n" + i);
        }
        return voters;
    }

    List<Seat> seats() {
        List<Seat> seats = new ArrayList<>();
        for (IpAddress address : addresses) {
            List<String> order = new ArrayList<>(nodes.keySet());
            java.util.Collections.rotate(order, (int) address.low());
            seats.add(new Seat(List.of(address), order));
        }
        return seats;
    }

    long delay() {
        return lots.nextInt(50) == 0
                ? lots.nextLong(weather.longestDelay()) + 1
                : lots.nextLong(weather.usualDelay()) + 50_000;
    }

    boolean isCut(Node one, Node other) {
        return cuts.contains(Set.of(one.name, other.name));
    }

    void after(long delay, Runnable run) {
        schedule.after(delay, run);
    }

    private void send(Node from, Outgoing each) {
        Node to = nodes.get(each.to().node());
        if (to == null || !each.to().equals(from.peers.get(to.name))) {
            return;
        }
        PeerId sender = from.id;
        long number = from.numbers.merge(each.to(), 1L, Long::sum);
        int copies = lots.nextDouble() < weather.repeated() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (lots.nextDouble() >= weather.lost()) {
                after(journey(from, to), () -> arrive(from, to, sender, number, each));
            }
        }
    }

    /// In calm weather nothing overtakes, as on a wire.
    private long journey(Node from, Node to) {
        long delay = delay();
        if (weather.lost() == 0) {
            long at = Math.max(now() + delay, from.arrivals.getOrDefault(to.name, 0L));
            from.arrivals.put(to.name, at);
            return at - now();
        }
        return delay;
    }

    private void arrive(Node from, Node to, PeerId sender, long number, Outgoing each) {
        if (isCut(from, to) || !each.to().equals(to.id) || !to.lives()) {
            return;
        }
        to.run(() ->
                to.ifStill(
                        each.to(),
                        () -> {
                            Long last = to.heard.get(sender);
                            if (last != null
                                    && number > last
                                    && sender.equals(to.peers.get(from.name))) {
                                to.heard.put(sender, number);
                                to.post(to.member.on(sender, each.message(), to.clock()));
                            }
                        }));
    }

    void startAll() {
        nodes.values().forEach(Node::start);
    }

    /// The connection between two breaks as it does when nothing comes for long; both notice.
    void disconnect(Node one, Node other) {
        for (Node[] pair : new Node[][] {{one, other}, {other, one}}) {
            Node at = pair[0];
            if (at.lives()) {
                PeerId me = at.id;
                at.run(() ->
                        at.ifStill(
                                me,
                                () -> {
                                    PeerId gone = at.peers.remove(pair[1].name);
                                    if (gone != null) {
                                        at.post(at.member.lost(gone));
                                    }
                                }));
            }
        }
        after(delay(), () -> one.connect(other));
    }

    /// Only the moment at which somebody may begin to answer can be the first of an overlap.
    private void judge(Node node) {
        for (IpAddress address : addresses) {
            if (node.answers(address)) {
                for (Node other : nodes.values()) {
                    if (other != node && other.answers(address)) {
                        overlaps++;
                    }
                }
            }
        }
    }

    long now() {
        return schedule.now();
    }

    void runFor(long duration) {
        schedule.runFor(duration);
    }

    /// How long until somebody answers for all.
    long untilAllAnswered(long limit) {
        long start = now();
        while (now() - start < limit) {
            if (addresses.stream()
                    .allMatch(a -> nodes.values().stream().anyMatch(n -> n.answers(a)))) {
                return now() - start;
            }
            runFor(MS / 10);
        }
        return Long.MAX_VALUE;
    }

    Node holder(IpAddress address) {
        return nodes.values().stream().filter(n -> n.answers(address)).findFirst().orElseThrow();
    }

    /// The two steps of a change, as a leader takes them with facts that are late.
    void change(List<String> voters) {
        Charter old = charter;
        Charter settling = new Charter(old.version() + 1, Phase.SETTLING, Mode.QUORUM, voters);
        settled.clear();
        charter = settling;
        nodes.values().forEach(node -> tell(node, settling));
        awaitSettled(old, settling);
    }

    private void tell(Node node, Charter newer) {
        after(
                delay() + lots.nextLong(300 * MS),
                () -> {
                    if (node.lives()) {
                        PeerId me = node.id;
                        node.run(() ->
                                node.ifStill(
                                        me,
                                        () -> {
                                            node.learn(newer);
                                        }));
                    }
                });
    }

    private void awaitSettled(Charter old, Charter settling) {
        after(
                50 * MS,
                () -> {
                    if (!charter.equals(settling)) {
                        return;
                    }
                    boolean all = settled.containsAll(nodes.keySet());
                    long votersGone = old.voters().stream().filter(settled::contains).count();
                    if (all) {
                        activate(settling);
                    } else if (votersGone >= old.majority()) {
                        after(
                                (long) (timing.take() * 1.001),
                                () -> {
                                    if (charter.equals(settling)) {
                                        activate(settling);
                                    }
                                });
                    } else {
                        awaitSettled(old, settling);
                    }
                });
    }

    private void activate(Charter settling) {
        charter = new Charter(settling.version() + 1, Phase.ACTIVE, Mode.QUORUM, settling.voters());
        Charter active = charter;
        nodes.values().forEach(node -> tell(node, active));
    }
}
