package dev.brama.layer2;

import java.util.List;

/// By which rules addresses are held. It is one object of the API; its version only grows, and what
/// was held under one version is void under the next.
///
/// Between two that are in force comes one that is settling: who sees it holds and promises nothing
/// any more.
///
/// @param version grows with each change
/// @param phase whether it is in force
/// @param mode what grants addresses; while settling, what will
/// @param voters the nodes whose speakers vote, each once; empty in lease mode
public record Charter(long version, Phase phase, Mode mode, List<String> voters) {
    /// More voters cost more messages and make nothing faster.
    public static final int MOST_VOTERS = 5;

    /// Whether a charter is in force.
    public enum Phase {
        SETTLING,
        ACTIVE
    }

    /// What grants addresses.
    public enum Mode {
        LEASE,
        QUORUM
    }

    public Charter {
        if (version <= 0) {
            throw new IllegalArgumentException("version " + version);
        }
        voters = voters.stream().distinct().sorted().toList();
        if (voters.size() > MOST_VOTERS) {
            throw new IllegalArgumentException("more than " + MOST_VOTERS + " voters: " + voters);
        }
        if (mode == Mode.QUORUM && voters.isEmpty()) {
            throw new IllegalArgumentException("a quorum without voters");
        }
    }

    /// Whether votes are cast now.
    public boolean isVoting() {
        return phase == Phase.ACTIVE && mode == Mode.QUORUM;
    }

    /// Whether Leases grant addresses now.
    public boolean isLeasing() {
        return phase == Phase.ACTIVE && mode == Mode.LEASE;
    }

    /// How many voters must agree: two such groups always share one.
    public int majority() {
        return voters.size() / 2 + 1;
    }
}
