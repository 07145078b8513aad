package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one of several replicas the leader, by a Lease; a thread of its own keeps it.
///
/// The leader renews every quarter of the Lease's length, and gives up after half of it without
/// success. The others take over when they have seen no renewal for its whole length, or at once
/// when it is given back by [#close]. While the API server is away there is no leader, and nothing
/// ends.
///
/// ```
///   read ──> held by another ──> wait a quarter ──> read
///     │           └─ silent for its length ─> take ─┐
///     ├─────> given back, or none ──────────────────┤
///     └─────> own ─────────────────────> renew ─────┴─> leads for half of its length
/// ```
public final class LeaderElection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(2);

    private final Candidate candidate;
    private final Listener listener;
    private final Clock clock;
    private final ApiRequests server;
    private final Candidacy candidacy;
    private final Troubles troubles;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile String holder = "";
    private boolean announced;

    /// Who stands for election, and for what.
    ///
    /// @param lease the Lease: `--election-id` in the Pod's namespace
    /// @param identity the Pod's name
    /// @param ttl the length of the Lease: `--election-ttl`
    public record Candidate(NamespacedName lease, String identity, Duration ttl) {
        public Candidate {
            if (ttl.compareTo(SHORTEST_TTL) < 0) {
                throw new IllegalArgumentException("a Lease of less than 2 s: " + ttl);
            }
            if (identity.isEmpty()) {
                throw new IllegalArgumentException("a candidate without a name");
            }
        }
    }

    /// What to do when leadership changes; called by the thread of the election, so quick.
    ///
    /// @param gained this replica leads from now on
    /// @param lost this replica leads no more
    public record Listener(Runnable gained, Runnable lost) {}

    private LeaderElection(ApiClient client, Candidate candidate, Listener listener, Clock clock) {
        this.candidate = candidate;
        this.listener = listener;
        this.clock = clock;
        this.server = new ApiRequests(client, retry());
        this.candidacy = new Candidacy(candidate.identity(), candidate.ttl());
        this.troubles =
                new Troubles(LOG, "no part in the election by Lease " + name(candidate.lease()));
        this.thread = Thread.ofPlatform().daemon().name("leader-election").unstarted(this::run);
    }

    /// Takes part from now on.
    public static LeaderElection start(ApiServer server, Candidate candidate, Listener listener) {
        return start(server.client(), candidate, listener);
    }

    static LeaderElection start(ApiClient client, Candidate candidate, Listener listener) {
        return start(client, candidate, listener, Clock.systemUTC());
    }

    /// @param clock what is written into the Lease, and nothing else
    static LeaderElection start(
            ApiClient client, Candidate candidate, Listener listener, Clock clock) {
        LeaderElection election = new LeaderElection(client, candidate, listener, clock);
        election.thread.start();
        return election;
    }

    /// Whether this replica leads at this moment.
    public boolean isLeader() {
        return candidacy.leads(System.nanoTime());
    }

    /// Who holds the Lease, as far as it is known; empty where nobody does.
    public Optional<String> holder() {
        return Optional.of(holder).filter(name -> !name.isEmpty());
    }

    /// What keeps this replica from taking part.
    public Optional<ApiFailure> trouble() {
        return troubles.current();
    }

    private void run() {
        try {
            do {
                round();
                announce();
            } while (!stop.await(pause().toMillis(), TimeUnit.MILLISECONDS));
            release();
        } catch (InterruptedException _) {
            // Nobody does this; the Lease runs out by itself.
            candidacy.released();
            announce();
        }
    }

    private Duration retry() {
        return candidate.ttl().dividedBy(4);
    }

    /// Others wait up to a fifth longer, so that they do not all ask at once.
    private Duration pause() {
        long now = System.nanoTime();
        if (candidacy.leads(now)) {
            Duration rest = candidacy.rest(now).plusMillis(1);
            return rest.compareTo(retry()) < 0 ? rest : retry();
        }
        long longer = ThreadLocalRandom.current().nextLong(retry().toMillis() / 5 + 1);
        return retry().plusMillis(longer);
    }

    private void round() {
        try {
            Optional<LeaseRecord> lease = read();
            holder = lease.map(LeaseRecord::holder).orElse("");
            Candidacy.Move move = candidacy.next(lease, System.nanoTime());
            long asked = System.nanoTime();
            if (write(move, lease)) {
                candidacy.written(asked);
                holder = candidate.identity();
            }
            troubles.over();
        } catch (ApiFailureException e) {
            // Another candidate was quicker; the next round sees it.
            if (e.failure().code() != 409) {
                troubles.met(e.failure());
            }
        }
    }

    private boolean write(Candidacy.Move move, Optional<LeaseRecord> lease)
            throws ApiFailureException {
        switch (move) {
            case CREATE ->
                    server.post(
                            collection(),
                            owned(
                                            LeaseRecord.made(
                                                    candidate.lease().name(),
                                                    candidate.identity(),
                                                    candidate.ttl(),
                                                    clock.instant()))
                                    .json());
            case TAKE ->
                    put(
                            owned(
                                    lease.orElseThrow()
                                            .taken(
                                                    candidate.identity(),
                                                    candidate.ttl(),
                                                    clock.instant())));
            case RENEW -> put(lease.orElseThrow().renewed(clock.instant()));
            case WAIT -> {
                return false;
            }
        }
        return true;
    }

    /// An answer that does not come costs nothing but the owner.
    private LeaseRecord owned(LeaseRecord lease) {
        try {
            return LeaseOwner.in(
                            candidate.lease().namespace(),
                            server.post(LeaseOwner.REVIEWS, LeaseOwner.question()))
                    .map(lease::owned)
                    .orElse(lease);
        } catch (ApiFailureException e) {
            LOG.debug("the Lease gets no owner: {}", e.failure().sentence());
            return lease;
        }
    }

    private Optional<LeaseRecord> read() throws ApiFailureException {
        try {
            return Optional.of(new LeaseRecord(server.get(path())));
        } catch (ApiFailureException e) {
            if (e.failure().code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The version that was read goes with it, so of two who write, one fails.
    private void put(LeaseRecord lease) throws ApiFailureException {
        server.put(path(), lease.json());
    }

    /// First it stops leading, then it lets others lead.
    private void release() {
        boolean led = isLeader();
        candidacy.released();
        announce();
        if (!led) {
            return;
        }
        try {
            Optional<LeaseRecord> lease = read();
            if (lease.map(LeaseRecord::holder).filter(candidate.identity()::equals).isPresent()) {
                put(lease.get().released(clock.instant()));
            }
        } catch (ApiFailureException e) {
            LOG.info("the Lease is not given back: {}", e.failure().sentence());
        }
        holder = "";
    }

    private void announce() {
        boolean leads = isLeader();
        if (leads == announced) {
            return;
        }
        announced = leads;
        LOG.info(
                "{} {} by Lease {}",
                candidate.identity(),
                leads ? "leads" : "leads no more",
                name(candidate.lease()));
        try {
            (leads ? listener.gained() : listener.lost()).run();
        } catch (RuntimeException e) {
            LOG.error("what follows a change of leadership failed", e);
        }
    }

    private String collection() {
        return "/apis/coordination.k8s.io/v1/namespaces/%s/leases"
                .formatted(candidate.lease().namespace());
    }

    private String path() {
        return collection() + "/" + candidate.lease().name();
    }

    private static String name(NamespacedName lease) {
        return lease.namespace() + "/" + lease.name();
    }

    /// Gives the Lease back, so that another replica leads at once.
    @Override
    public void close() {
        stop.countDown();
        try {
            // One round and the giving back, of two requests each.
            thread.join(retry().multipliedBy(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
