package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.fixture.Schedule;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Authority;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.Seat;
import dev.brama.speaker.LeaseHolding.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Speakers and an API server in true time: requests are late, lost on the way there or back, and
/// done after nobody waits for them any more; processes are killed, stopped and started; clocks run
/// apart; people delete objects and put them back.
final class LeaseWorld {
    static final long MS = 1_000_000;
    private static final long LIMIT = 1500 * MS;
    private static final double DRIFT = 0.01;

    final SplittableRandom lots;
    final LeaseTiming timing;
    final StoreModel store;
    final List<IpAddress> addresses = new ArrayList<>();
    final TreeMap<String, Node> nodes = new TreeMap<>();
    final Set<String> leaders = new HashSet<>();
    final Set<String> away = new HashSet<>();
    final Set<String> alone = new HashSet<>();
    final List<Record> tables = new ArrayList<>();
    final List<Record> charters = new ArrayList<>();
    private final Schedule schedule = new Schedule();
    private List<Seat> seats = List.of();
    boolean isSlow;
    boolean isCalm;
    long overlaps;
    long gains;

    /// A machine; its clock goes on while processes come and go.
    final class Node {
        final String name;
        final long offset = lots.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
        final double rate = 1 + lots.nextDouble(-DRIFT, DRIFT);
        @Nullable Agreement agreement;
        private CoarseQuorum quorum;
        private PeerId id;
        private final List<Runnable> held = new ArrayList<>();
        private long pausedUntil;
        private long asked;
        private long round;
        private boolean isInRound;
        private boolean isWoken;
        private boolean isStopping;

        Node(String name) {
            this.name = name;
            this.id = new PeerId(name, 0);
            this.quorum = new CoarseQuorum(name, 0);
        }

        long clock() {
            return offset + (long) (now() * rate);
        }

        boolean lives() {
            return agreement != null;
        }

        boolean answers(IpAddress address) {
            if (agreement == null) {
                return false;
            }
            long deadline = agreement.holding().deadline(address);
            return (deadline != Authority.NEVER && deadline - clock() > 0)
                    || quorum.holds(address, clock());
        }

        void start(boolean hasKey) {
            id = new PeerId(name, lots.nextLong() & Long.MAX_VALUE);
            agreement = new Agreement(id, timing, hasKey);
            agreement.holding().seats(seats);
            quorum = new CoarseQuorum(name, clock());
            isInRound = false;
            isStopping = false;
            round(0);
            beat();
        }

        void kill() {
            agreement = null;
            held.clear();
            pausedUntil = 0;
        }

        void pause(long time) {
            if (!lives()) {
                return;
            }
            pausedUntil = Math.max(pausedUntil, now() + time);
            PeerId me = id;
            after(
                    pausedUntil - now(),
                    () -> {
                        if (me.equals(id) && now() >= pausedUntil) {
                            List<Runnable> all = List.copyOf(held);
                            held.clear();
                            all.forEach(each -> during(me, each));
                        }
                    });
        }

        /// Something happens in that process, later if it is stopped.
        void during(PeerId process, Runnable what) {
            if (!process.equals(id) || agreement == null) {
                return;
            }
            if (now() < pausedUntil) {
                held.add(what);
                return;
            }
            what.run();
            judge(this);
        }

        void soon(long delay, Runnable what) {
            PeerId me = id;
            after(delay, () -> during(me, what));
        }

        private void round(long delay) {
            long number = ++round;
            soon(
                    delay,
                    () -> {
                        if (number == round && !isInRound && !isStopping && agreement != null) {
                            isInRound = true;
                            isWoken = false;
                            run(agreement.begin(outside(), clock()));
                        }
                    });
        }

        private Agreement.Outside outside() {
            return new Agreement.Outside(
                    new TreeMap<>(),
                    leaders.contains(name)
                            ? Optional.of(Set.copyOf(nodes.keySet()))
                            : Optional.empty());
        }

        void wake() {
            if (isInRound) {
                isWoken = true;
            } else {
                round(0);
            }
        }

        void stop() {
            isStopping = true;
            if (!isInRound && agreement != null) {
                isInRound = true;
                run(agreement.leave());
            }
        }

        private void run(Agreement.Step step) {
            for (Turn turn : step.turns()) {
                gains += turn instanceof Turn.Gained ? 1 : 0;
            }
            judge(this);
            if (step.ask().isPresent()) {
                Ask ask = step.ask().get();
                long number = ++asked;
                // A process may be stopped between what it has found out and what it does.
                soon(10_000 + lots.nextLong(100_000), () -> send(ask, number));
            } else {
                end(step.again() ? 0 : jittered(quorum.votes() ? 5000 : 500));
            }
        }

        private void end(long delay) {
            isInRound = false;
            if (isStopping) {
                kill();
                return;
            }
            round(isWoken ? 0 : delay);
        }

        private void send(Ask ask, long number) {
            if (ask instanceof Ask.Follow follow) {
                quorum.follow(follow.charter());
                soon(lots.nextLong(MS), () -> on(new Answer.Done(), number));
                return;
            }
            soon(LIMIT, () -> failed(number));
            PeerId me = id;
            if (isLost()) {
                return;
            }
            after(
                    delay(),
                    () -> {
                        Answer answer = serve(ask);
                        if (!isLost()) {
                            after(delay(), () -> during(me, () -> on(answer, number)));
                        }
                    });
        }

        private boolean isLost() {
            return away.contains(name) || (!isCalm && lots.nextInt(200) == 0);
        }

        private void on(Answer answer, long number) {
            if (number == asked && agreement != null) {
                run(agreement.on(answer, clock(), now() / MS));
                if (isStopping && !isInRound && agreement != null) {
                    stop();
                }
            }
        }

        private void failed(long number) {
            if (number == asked && agreement != null) {
                asked++;
                var _ = agreement.on(new Answer.Failed(), clock(), now() / MS);
                end(jittered(200));
            }
        }

        /// Asks the voters for all that it holds, and now() and then for more.
        private void beat() {
            soon(
                    lots.nextLong(100 * MS, 200 * MS),
                    () -> {
                        Set<IpAddress> wanted = new HashSet<>(addresses);
                        if (lots.nextInt(4) > 0) {
                            wanted.removeIf(address -> !quorum.holds(address, clock()));
                        }
                        if (quorum.votes() && !isStopping && !wanted.isEmpty()) {
                            quorum.voters().forEach(voter -> claim(nodes.get(voter), wanted));
                        }
                        beat();
                    });
        }

        private void claim(Node voter, Set<IpAddress> wanted) {
            PeerId me = id;
            PeerId theirs = voter.id;
            long version = quorum.version();
            long sent = clock();
            if (isParted(this, voter)) {
                return;
            }
            after(
                    peerDelay(),
                    () ->
                            voter.during(
                                    theirs,
                                    () -> {
                                        Set<IpAddress> granted =
                                                voter.quorum.grant(
                                                        version,
                                                        me.toString(),
                                                        wanted,
                                                        voter.clock());
                                        if (!isParted(this, voter)) {
                                            after(
                                                    peerDelay(),
                                                    () ->
                                                            during(
                                                                    me,
                                                                    () ->
                                                                            quorum.granted(
                                                                                    version,
                                                                                    voter.name,
                                                                                    granted,
                                                                                    sent)));
                                        }
                                    }));
        }
    }

    LeaseWorld(long seed, int size, LeaseTiming timing, StoreModel store) {
        this.lots = new SplittableRandom(seed);
        this.timing = timing;
        this.store = store;
        for (int i = 0; i < 2; i++) {
            addresses.add(IpAddress.v4(0xC0A80146 + i));
        }
        for (int i = 1; i <= size; i++) {
            nodes.put("n" + i, new Node("n" + i));
        }
        leaders.add("n1");
        shuffleSeats(size);
    }

    /// Nodes are wanted in another order.
    ///
    /// @param least how many of them at least
    void shuffleSeats(int least) {
        List<Seat> newer = new ArrayList<>();
        for (IpAddress address : addresses) {
            List<String> order = new ArrayList<>(nodes.keySet());
            Collections.rotate(order, lots.nextInt(order.size()));
            newer.add(
                    new Seat(
                            List.of(address),
                            order.subList(0, lots.nextInt(least, order.size() + 1))));
        }
        seats = newer;
        for (Node node : nodes.values()) {
            node.soon(delay(), () -> order(node));
        }
    }

    private void order(Node node) {
        if (node.agreement != null) {
            node.agreement.holding().seats(seats);
            node.wake();
        }
    }

    /// As when another card claims the address.
    void rest(Node node, Duration time) {
        if (node.agreement != null) {
            node.agreement.holding().rest(addresses, node.clock() + time.toNanos());
            node.wake();
        }
    }

    private Answer serve(Ask ask) {
        Answer answer = store.answer(ask);
        if (answer instanceof Answer.Written(boolean won) && won) {
            told();
        }
        return answer;
    }

    /// Watches tell of a change of the table or the charter.
    void told() {
        tables.add(store.table);
        charters.add(store.charter);
        for (Node node : nodes.values()) {
            if (!away.contains(node.name)) {
                node.soon(delay(), node::wake);
            }
        }
    }

    private boolean isParted(Node one, Node other) {
        return one != other && (alone.contains(one.name) || alone.contains(other.name));
    }

    private long jittered(long millis) {
        return (long) (millis * MS * lots.nextDouble(1, 1.1));
    }

    private long delay() {
        boolean isLate = !isCalm && lots.nextInt(isSlow ? 4 : 100) == 0;
        return isLate ? lots.nextLong(3000 * MS) + 1 : lots.nextLong(5 * MS) + 100_000;
    }

    private long peerDelay() {
        return lots.nextInt(50) == 0 ? lots.nextLong(900 * MS) + 1 : lots.nextLong(2 * MS) + 1;
    }

    void after(long delay, Runnable run) {
        schedule.after(delay, run);
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

    boolean isAnswered() {
        return addresses.stream()
                .allMatch(a -> nodes.values().stream().anyMatch(node -> node.answers(a)));
    }

    /// How long until somebody answers for all.
    long untilAnswered(long limit) {
        long start = now();
        while (now() - start < limit) {
            if (isAnswered()) {
                return now() - start;
            }
            runFor(MS);
        }
        return Long.MAX_VALUE;
    }

    Optional<Node> holder(IpAddress address) {
        return nodes.values().stream().filter(node -> node.answers(address)).findFirst();
    }
}
