package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.Map;

/// The deadlines of a speaker at one moment; never changed, so any thread may ask.
///
/// Addresses granted by the same voters share one deadline. Acknowledgements come many times a
/// second and change only that, not the map.
final class Holdings implements Authority {
    static final Holdings NONE = new Holdings(Map.of(), new long[] {NEVER});

    private final Map<IpAddress, Integer> granters;
    private final long[] deadlines;

    /// @param granters the voters that granted an address, a bit each
    /// @param deadlines for each set of voters
    private Holdings(Map<IpAddress, Integer> granters, long[] deadlines) {
        this.granters = granters;
        this.deadlines = deadlines;
    }

    static Holdings of(Map<IpAddress, Integer> granters, long[] deadlines) {
        return new Holdings(Map.copyOf(granters), deadlines.clone());
    }

    /// The same grants with other deadlines.
    Holdings with(long[] newer) {
        return new Holdings(granters, newer.clone());
    }

    @Override
    public long deadline(IpAddress address) {
        Integer set = granters.get(address);
        return set == null ? NEVER : deadlines[set];
    }

    /// Until when each set of voters lets an address be held: the moment up to which a majority of
    /// all voters, of those in the set, keeps its promise.
    ///
    /// @param acked when the newest beat that each voter acknowledged was sent; [#NEVER] if none
    static long[] deadlines(long[] acked, int majority, long hold) {
        long[] bySet = new long[1 << acked.length];
        for (int set = 0; set < bySet.length; set++) {
            bySet[set] = deadline(acked, set, majority, hold);
        }
        return bySet;
    }

    private static long deadline(long[] acked, int set, int majority, long hold) {
        for (int voter = 0; voter < acked.length; voter++) {
            if (counts(acked, set, voter) && newer(acked, set, voter) == majority - 1) {
                return acked[voter] + hold;
            }
        }
        return NEVER;
    }

    private static boolean counts(long[] acked, int set, int voter) {
        return (set & 1 << voter) != 0 && acked[voter] != NEVER;
    }

    /// How many of the set acknowledged a newer beat than this voter; of two that acknowledged the
    /// same, the first counts as newer. There are five at most, and this is done with each
    /// acknowledgement, so nothing is sorted.
    private static int newer(long[] acked, int set, int voter) {
        int newer = 0;
        for (int other = 0; other < acked.length; other++) {
            if (counts(acked, set, other)
                    && (acked[other] > acked[voter]
                            || (acked[other] == acked[voter] && other < voter))) {
                newer++;
            }
        }
        return newer;
    }
}
