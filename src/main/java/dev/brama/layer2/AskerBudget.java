package dev.brama.layer2;

import java.util.Arrays;

/// How many answers one asker gets: what a flood of one card asks beyond that is left unanswered,
/// for the LAN's sake. Others keep theirs.
///
/// Only the cards that asked last are remembered; one that was forgotten starts anew, and so does
/// one that makes up its MAC, at the price of a frame for each.
public final class AskerBudget {
    private static final int SLOTS = 1024;
    private static final long SECOND = 1_000_000_000L;

    private final long cost;
    private final long full;
    private final long[] cards = new long[SLOTS];

    /// When the budget would be full again if nothing more was asked.
    private final long[] fullAt = new long[SLOTS];

    /// A budget for each asker.
    ///
    /// @param rate answers a second in the long run
    /// @param burst answers at once
    public AskerBudget(int rate, int burst) {
        this.cost = SECOND / rate;
        this.full = cost * burst;
        Arrays.fill(fullAt, Long.MIN_VALUE);
    }

    /// Takes one answer, if there is one left.
    public boolean take(MacAddress asker, long now) {
        int slot = (int) ((asker.bits() * 0x9e37_79b9_7f4a_7c15L) >>> 54);
        if (cards[slot] != asker.bits()) {
            cards[slot] = asker.bits();
            fullAt[slot] = now;
        }
        long next = Math.max(fullAt[slot], now) + cost;
        if (next - now > full) {
            return false;
        }
        fullAt[slot] = next;
        return true;
    }
}
