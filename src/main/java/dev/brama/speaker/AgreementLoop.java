package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import dev.brama.speaker.LeaseHolding.Turn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that drives an [Agreement] against the API server.
final class AgreementLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final Duration LEASE_ROUND = Duration.ofMillis(500);
    // Nobody's right depends on it, and changes of what is read are told by watches: it is for
    // what those miss, and shows that this node lives.
    private static final Duration QUORUM_ROUND = Duration.ofSeconds(5);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(200);
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final Agreement agreement;
    private final Surroundings surroundings;
    private final Semaphore work = new Semaphore(0);
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Optional<Charter> charter = Optional.empty();
    private volatile boolean stopping;
    private String trouble = "";

    /// What it works with.
    ///
    /// @param group what the names of the ConfigMaps begin with
    /// @param quorum follows charters, where there is a key
    /// @param outside what counts in a round; called in this thread
    /// @param looked is called after the Leases were read
    record Surroundings(
            SpeakerStore store,
            String group,
            Optional<QuorumAuthority> quorum,
            Grants.Listener listener,
            Supplier<Agreement.Outside> outside,
            Runnable looked,
            LongSupplier clock) {
        String table() {
            return group + "-holders";
        }

        String charter() {
            return group + "-charter";
        }
    }

    AgreementLoop(Agreement agreement, Surroundings surroundings) {
        this.agreement = agreement;
        this.surroundings = surroundings;
        this.thread = Thread.ofPlatform().daemon().name("speaker-charter").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// The charter that is followed; any thread may ask.
    Optional<Charter> charter() {
        return charter;
    }

    /// Does this before the next round, which is due at once then.
    void order(Runnable act) {
        orders.add(act);
        work.release();
    }

    /// A round is due.
    void wake() {
        work.release();
    }

    private void run() {
        while (!stopping) {
            try {
                Runnable order = orders.poll();
                while (order != null) {
                    order.run();
                    order = orders.poll();
                }
                long began = now();
                boolean again = drive(agreement.begin(surroundings.outside().get(), began));
                well();
                if (!again) {
                    pause(now() - began);
                }
            } catch (IOException e) {
                tell(e.getMessage());
                await(AFTER_TROUBLE);
            } catch (RuntimeException e) {
                LOG.error("agreeing with the other speakers failed", e);
                await(AFTER_TROUBLE);
            }
        }
    }

    /// Rounds begin in equal distances: a slow API server makes none of them too late.
    ///
    /// @param taken how long the last one took, in nanoseconds
    private void pause(long taken) {
        boolean isVoting = charter.filter(Charter::isVoting).isPresent();
        Duration left = (isVoting ? QUORUM_ROUND : LEASE_ROUND).minusNanos(taken);
        await(left.compareTo(LEAST_PAUSE) > 0 ? left : LEAST_PAUSE);
    }

    private long now() {
        return surroundings.clock().getAsLong();
    }

    /// @return whether to begin again at once
    private boolean drive(Agreement.Step first) throws IOException {
        Agreement.Step step = first;
        while (true) {
            for (Turn turn : step.turns()) {
                switch (turn) {
                    case Turn.Gained(IpAddress address) -> surroundings.listener().gained(address);
                    case Turn.Lost(IpAddress address) ->
                            surroundings.listener().lost(address, Optional.empty());
                }
            }
            if (step.ask().isEmpty()) {
                return step.again();
            }
            Ask ask = step.ask().get();
            Answer answer;
            try {
                answer = answer(ask);
            } catch (IOException e) {
                var _ = agreement.on(new Answer.Failed(), now(), System.currentTimeMillis());
                throw e;
            }
            step = agreement.on(answer, now(), System.currentTimeMillis());
            if (ask instanceof Ask.ReadLeases) {
                surroundings.looked().run();
            }
            charter = agreement.charter();
        }
    }

    private Answer answer(Ask ask) throws IOException {
        SpeakerStore store = surroundings.store();
        return switch (ask) {
            case Ask.ReadTable _ -> new Answer.Found(store.read(surroundings.table()));
            case Ask.ReadCharter _ -> new Answer.Found(store.read(surroundings.charter()));
            case Ask.ReadLeases _ -> new Answer.Listed(store.leases());
            case Ask.PutLease put -> {
                Answer.Placed placed =
                        new Answer.Placed(
                                store.put(
                                        put.node(),
                                        put.before(),
                                        put.holder(),
                                        put.notes(),
                                        Instant.now()));
                if (placed.lease().isPresent()) {
                    tell(put);
                }
                yield placed;
            }
            case Ask.WriteTable write ->
                    new Answer.Written(
                            store.write(surroundings.table(), write.before(), write.data())
                                    .isPresent());
            case Ask.WriteCharter write -> {
                boolean won =
                        store.write(surroundings.charter(), write.before(), write.next().data())
                                .isPresent();
                if (won) {
                    tell(write.next());
                }
                yield new Answer.Written(won);
            }
            case Ask.Follow follow -> {
                follow(follow);
                yield new Answer.Done();
            }
        };
    }

    private void follow(Ask.Follow follow) throws IOException {
        if (surroundings.quorum().isPresent()) {
            QuorumAuthority quorum = surroundings.quorum().get();
            quorum.kept(follow.kept());
            join(quorum.charter(follow.charter()));
        }
        Charter now = follow.charter();
        LOG.info(
                "version {}: {}",
                now.version(),
                now.phase() == Phase.SETTLING
                        ? "nobody answers while the way to grant addresses changes"
                        : now.mode() == Mode.QUORUM
                                ? "addresses are granted by a majority of "
                                        + String.join(", ", now.voters())
                                : "addresses are granted by Leases");
    }

    private static void join(CompletableFuture<Void> done) throws IOException {
        try {
            done.get(LEAVING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the quorum does not follow: " + e.getMessage(), e);
        }
    }

    private static void tell(Ask.PutLease put) {
        if (put.holder().isEmpty()) {
            LOG.info("the Lease of node {} is given back or taken away", put.node());
        } else if (put.holder().equals(LeaseBook.UNKNOWN)) {
            LOG.warn("the Lease of node {} was deleted: its addresses wait a while", put.node());
        }
    }

    private static void tell(CharterRecord next) {
        Charter charter = next.charter();
        if (charter.phase() == Phase.SETTLING
                && next.former()
                        .filter(CharterRecord.Former.Unknown.class::isInstance)
                        .isPresent()) {
            LOG.warn(
                    "the charter was deleted or put back: nobody answers until all speakers but"
                            + " one at most follow version {}",
                    charter.version());
        }
        LOG.info(
                "addresses are held by {}{}, version {}{}",
                charter.mode() == Mode.QUORUM ? "a majority of " : "Leases",
                String.join(", ", charter.voters()),
                charter.version(),
                charter.phase() == Phase.SETTLING ? ", when all have settled" : "");
    }

    private void await(Duration time) {
        try {
            if (work.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    private void tell(@Nullable String now) {
        String words = now == null ? "no reason" : now;
        if (!words.equals(trouble)) {
            trouble = words;
            LOG.warn("speakers do not agree by the API server now: {}", words);
        }
    }

    private void well() {
        if (!trouble.isEmpty()) {
            LOG.info("speakers agree by the API server again");
            trouble = "";
        }
    }

    /// Hands everything over and gives the Lease back, so that others need not wait.
    @Override
    public void close() {
        stopping = true;
        work.release();
        try {
            if (!thread.join(LEAVING)) {
                throw new IOException("the thread that agrees does not end");
            }
            if (surroundings.quorum().isPresent()) {
                join(surroundings.quorum().get().leave());
            }
            var _ = drive(agreement.leave());
        } catch (IOException e) {
            var _ = agreement.holding().drop();
            LOG.warn("not everything is handed over: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
