package dev.brama.admission;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressObject;
import dev.brama.ingress.ClassFilter;
import dev.brama.ingress.IngressClaims;
import dev.brama.ingress.IngressClaims.PathKey;
import dev.brama.ingress.IngressClaims.Standing;
import dev.brama.ingress.IngressOptions;
import dev.brama.problem.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who has which host, path and name at one moment, ready to be asked. Immutable.
public final class AdmissionIndex {
    private final ClusterState state;
    private final Map<PathKey, List<Holder>> paths = new HashMap<>();
    private final Map<String, List<Holder>> hosts = new HashMap<>();
    private final Map<String, List<Holder>> aliases = new HashMap<>();
    private final List<Holder> catchAll = new ArrayList<>();
    // By instance: Ingresses that did not change come as the same ones.
    private final IdentityHashMap<IngressObject, IngressClaims> claims;

    private AdmissionIndex(
            ClusterState state, IdentityHashMap<IngressObject, IngressClaims> claims) {
        this.state = state;
        this.claims = claims;
    }

    /// @param ingress who has it
    /// @param claims all that it has
    private record Holder(ObjectRef ingress, IngressClaims claims) {}

    /// The index of a state.
    public static AdmissionIndex of(ClusterState state, IngressOptions options) {
        return new AdmissionIndex(ClusterState.EMPTY, new IdentityHashMap<>()).next(state, options);
    }

    /// The index of another state; what did not change is not read again.
    public AdmissionIndex next(ClusterState newState, IngressOptions options) {
        IdentityHashMap<IngressObject, IngressClaims> read = new IdentityHashMap<>();
        AdmissionIndex index = new AdmissionIndex(newState, read);
        // Problems with classes are told by who compiles.
        ClassFilter filter = new ClassFilter(options, newState, new ArrayList<>());
        for (IngressObject ingress : newState.ingresses()) {
            if (filter.isOurs(ingress)) {
                IngressClaims known = claims.get(ingress);
                IngressClaims own =
                        known != null
                                ? known
                                : IngressClaims.of(ingress, options.annotationsPrefix());
                read.put(ingress, own);
                index.add(ingress.ref(), own);
            }
        }
        return index;
    }

    private void add(ObjectRef ingress, IngressClaims own) {
        Holder holder = new Holder(ingress, own);
        own.paths().forEach(claim -> put(paths, claim.key(), holder));
        own.hosts().forEach(host -> put(hosts, host, holder));
        own.aliases().forEach(alias -> put(aliases, alias, holder));
        if (own.takesAllElse()) {
            catchAll.add(holder);
        }
    }

    private static <K> void put(Map<K, List<Holder>> map, K key, Holder holder) {
        // Nearly every list stays this short.
        map.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(holder);
    }

    /// All objects.
    ClusterState state() {
        return state;
    }

    /// How many Ingresses of ours there are.
    public int ingresses() {
        return claims.size();
    }

    /// Another Ingress that has this path with this standing.
    Optional<ObjectRef> holderOf(PathKey path, Standing standing, ObjectRef asking) {
        return other(
                paths.getOrDefault(path, List.of()).stream()
                        .filter(holder -> holder.claims().standing() == standing)
                        .toList(),
                asking);
    }

    /// Another Ingress that has a rule for this host.
    Optional<ObjectRef> holderOfHost(String host, ObjectRef asking) {
        return other(hosts.getOrDefault(host, List.of()), asking);
    }

    /// Another Ingress that has this name as an alias. Ingresses of one host share its aliases.
    Optional<ObjectRef> holderOfAlias(String alias, ObjectRef asking, Set<String> ofHosts) {
        return other(
                aliases.getOrDefault(alias, List.of()).stream()
                        .filter(holder -> Collections.disjoint(holder.claims().hosts(), ofHosts))
                        .toList(),
                asking);
    }

    /// Another Ingress that takes all requests no rule is for.
    Optional<ObjectRef> holderOfAllElse(ObjectRef asking) {
        return other(catchAll, asking);
    }

    private static Optional<ObjectRef> other(List<Holder> holders, ObjectRef asking) {
        return holders.stream()
                .map(Holder::ingress)
                .filter(ingress -> !ingress.equals(asking))
                .findFirst();
    }
}
