package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What files of manifests hold.
///
/// @param state the objects in force
/// @param network those among them that decide about addresses
/// @param origins where each object in force is defined
/// @param problems what is wrong, file by file in the order of reading
/// @param places where each of these problems was found
public record Manifests(
        ClusterState state,
        NetworkState network,
        SortedMap<ObjectRef, Origin> origins,
        List<Problem> problems,
        Map<Problem, Origin> places) {
    public Manifests {
        origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
        problems = List.copyOf(problems);
        places = Map.copyOf(places);
    }

    /// The same with what decides about addresses.
    public Manifests with(Checked<NetworkState> read) {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(read.problems());
        return new Manifests(state, read.value(), origins, all, places);
    }

    /// Where to look for a problem, whichever stage found it: its own place, else that of its
    /// object.
    public Optional<Origin> placeOf(Problem problem) {
        Origin own = places.get(problem);
        return Optional.ofNullable(own != null ? own : origins.get(problem.object()));
    }
}
