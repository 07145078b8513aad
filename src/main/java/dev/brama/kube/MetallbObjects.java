package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The objects of `metallb.io`, in a cluster that may or may not know their kinds; kinds may come
/// and go while this runs.
///
/// To watch a kind that is not known would be a failure every second; so it is asked now and then
/// which kinds there are, and only those are watched.
final class MetallbObjects implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetallbObjects.class);
    static final String API = "apis/metallb.io/v1beta1";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ApiRequests server;
    private final Map<String, Function<Resource, LiveCollection>> wanted;
    private final Runnable changed;
    private final Troubles troubles =
            new Troubles(LOG, "it cannot be told whether there are objects of metallb.io");
    private final Map<String, LiveCollection> live = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean asked;
    private volatile boolean isThere;

    /// @param wanted for each plural, how to make its collection
    /// @param changed hears when a kind has come or gone
    MetallbObjects(
            ApiServer server,
            Map<String, Function<Resource, LiveCollection>> wanted,
            Runnable changed) {
        this.server = new ApiRequests(server.client(), LIMIT);
        this.wanted = new TreeMap<>(wanted);
        this.changed = changed;
        this.thread = Thread.ofPlatform().daemon().name("metallb-kinds").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Whether all that there is is here.
    boolean hasSynced() {
        return asked
                && live.values().stream().allMatch(each -> each.hasSynced() || each.isForbidden());
    }

    /// Whether the API server knows any kind of theirs.
    boolean isThere() {
        return isThere;
    }

    /// The collections of the kinds that there are.
    Collection<LiveCollection> collections() {
        return List.copyOf(live.values());
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = look() ? LOOK : RETRY;
            } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private boolean look() {
        try {
            Set<String> known = known();
            isThere = !known.isEmpty();
            adjust(known);
            asked = true;
            troubles.over();
            return true;
        } catch (ApiFailureException e) {
            troubles.met(e.failure());
            return false;
        }
    }

    private Set<String> known() throws ApiFailureException {
        Set<String> plurals = new HashSet<>();
        try {
            if (server.get("/" + API).get("resources") instanceof JsonArray resources) {
                for (var resource : resources) {
                    if (resource instanceof JsonObject object && object.has("name")) {
                        plurals.add(object.get("name").getAsString());
                    }
                }
            }
        } catch (ApiFailureException e) {
            if (e.failure().code() != 404) {
                throw e;
            }
        }
        return plurals;
    }

    private synchronized void adjust(Set<String> known) {
        boolean isNew = !asked;
        for (var want : wanted.entrySet()) {
            String plural = want.getKey();
            LiveCollection now = live.get(plural);
            if (known.contains(plural) && now == null && stop.getCount() > 0) {
                LiveCollection made = want.getValue().apply(Resource.of(API, plural));
                live.put(plural, made);
                made.start();
                isNew = true;
            } else if (!known.contains(plural) && now != null) {
                live.remove(plural);
                now.close();
                isNew = true;
            }
        }
        if (isNew) {
            changed.run();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        synchronized (this) {
            live.values().forEach(LiveCollection::close);
        }
    }
}
