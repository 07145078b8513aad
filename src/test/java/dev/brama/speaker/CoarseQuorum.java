package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Charter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The quorum without what makes it fast: one asks the voters again and again, each keeps its word
/// for a while. Enough to see whether it ever holds while Leases do.
final class CoarseQuorum {
    private static final long MS = 1_000_000;
    private static final long HOLD = 550 * MS;
    private static final long TAKE = 700 * MS;

    private final String node;
    private final long awake;
    private final Map<IpAddress, Promise> promises = new HashMap<>();
    private final Map<IpAddress, Map<String, Long>> acked = new HashMap<>();
    private @Nullable Charter charter;

    private record Promise(String process, long until) {}

    CoarseQuorum(String node, long started) {
        this.node = node;
        this.awake = started + TAKE;
    }

    void follow(Charter newer) {
        charter = newer;
        promises.clear();
        acked.clear();
    }

    boolean votes() {
        return charter != null && charter.isVoting();
    }

    long version() {
        return charter == null ? 0 : charter.version();
    }

    Collection<String> voters() {
        return charter == null ? Set.of() : charter.voters();
    }

    /// What this voter grants to a process.
    Set<IpAddress> grant(long version, String process, Collection<IpAddress> addresses, long now) {
        Set<IpAddress> granted = new HashSet<>();
        if (charter == null
                || !votes()
                || version != charter.version()
                || !charter.voters().contains(node)
                || now - awake < 0) {
            return granted;
        }
        for (IpAddress address : addresses) {
            Promise promise = promises.get(address);
            if (promise == null
                    || promise.process().equals(process)
                    || now - promise.until() >= 0) {
                promises.put(address, new Promise(process, now + TAKE));
                granted.add(address);
            }
        }
        return granted;
    }

    void granted(long version, String voter, Set<IpAddress> addresses, long sent) {
        if (votes() && version == version()) {
            for (IpAddress address : addresses) {
                acked.computeIfAbsent(address, _ -> new HashMap<>()).merge(voter, sent, Math::max);
            }
        }
    }

    boolean holds(IpAddress address, long now) {
        if (charter == null || !votes()) {
            return false;
        }
        long[] times =
                acked.getOrDefault(address, Map.of()).values().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
        if (times.length < charter.majority()) {
            return false;
        }
        Arrays.sort(times);
        return times[times.length - charter.majority()] + HOLD - now > 0;
    }
}
