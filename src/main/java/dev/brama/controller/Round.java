package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

/// One apply: what went in and what came of it.
///
/// @param state the objects
/// @param unread what is wrong with objects that nobody can read
/// @param result what came of them
record Round(ClusterState state, List<Problem> unread, LiveConfiguration.Result result) {
    Round {
        unread = List.copyOf(unread);
    }

    /// Everything that is wrong.
    List<Problem> problems() {
        return Stream.concat(unread.stream(), result.settled().problems().stream()).toList();
    }

    /// Hears of each apply, on the thread that applies.
    @FunctionalInterface
    interface Report {
        void tell(Round round);
    }
}
