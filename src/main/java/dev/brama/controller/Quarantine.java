package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keeps the versions of objects that nginx refuses away from it, so that one object's mistake
/// stops nobody else. In place of a refused version serves the last one that nginx took, if any.
///
/// A version is held until the object changes, or the ConfigMap does, which may have been the
/// reason.
final class Quarantine {
    private final SortedMap<ObjectRef, Held> held = new TreeMap<>();
    private Map<ObjectRef, Object> lastGood = Map.of();

    /// @param version the refused version
    /// @param message what nginx said
    /// @param lastGoodRefused whether nginx refuses its last good version by now too
    private record Held(Object version, String message, boolean lastGoodRefused) {}

    /// What can be held: Ingresses, Secrets, and the ConfigMaps that are read.
    static SortedMap<ObjectRef, Object> versions(
            ClusterState state, Collection<NamespacedName> configMaps) {
        SortedMap<ObjectRef, Object> versions = new TreeMap<>();
        configMaps.stream()
                .flatMap(id -> state.configMap(id).stream())
                .forEach(object -> versions.put(object.id().as("ConfigMap"), object));
        state.secrets().values().forEach(secret -> versions.put(secret.id().as("Secret"), secret));
        state.ingresses().forEach(ingress -> versions.put(ingress.ref(), ingress));
        return versions;
    }

    /// Lets go of objects that changed or are gone; of all of them when the settings changed.
    void release(Map<ObjectRef, Object> versions, boolean settingsChanged) {
        if (settingsChanged) {
            held.clear();
        }
        held.entrySet()
                .removeIf(
                        entry -> !entry.getValue().version().equals(versions.get(entry.getKey())));
    }

    /// Holds the present version of an object.
    ///
    /// @return whether that changes what is given to nginx
    boolean hold(ObjectRef object, Map<ObjectRef, Object> versions, String message) {
        Object version = versions.get(object);
        if (version == null) {
            return false;
        }
        Held already = held.get(object);
        if (already == null) {
            held.put(object, new Held(version, message, false));
            return true;
        }
        if (already.lastGoodRefused() || !lastGood.containsKey(object)) {
            return false;
        }
        held.put(object, new Held(already.version(), already.message(), true));
        return true;
    }

    /// Notes what nginx has taken.
    void taken(Map<ObjectRef, Object> versions) {
        Map<ObjectRef, Object> good = new TreeMap<>(versions);
        held.forEach((object, refused) -> {
            Object older = lastGood.get(object);
            if (older == null || refused.lastGoodRefused()) {
                good.remove(object);
            } else {
                good.put(object, older);
            }
        });
        lastGood = good;
    }

    /// What differs from what nginx has taken last.
    List<ObjectRef> changed(Map<ObjectRef, Object> versions) {
        return versions.entrySet().stream()
                .filter(entry -> !held.containsKey(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(lastGood.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The state as it is given to nginx: held versions are replaced or left out.
    ///
    /// @param also further objects to treat as if they were held
    ClusterState filtered(ClusterState state, List<ObjectRef> also) {
        if (held.isEmpty() && also.isEmpty()) {
            return state;
        }
        Map<ObjectRef, Optional<Object>> instead = new TreeMap<>();
        held.forEach((object, refused) ->
                instead.put(
                        object,
                        refused.lastGoodRefused()
                                ? Optional.empty()
                                : Optional.ofNullable(lastGood.get(object))));
        also.forEach(object -> instead.put(object, Optional.ofNullable(lastGood.get(object))));
        List<IngressObject> ingresses = new ArrayList<>();
        for (IngressObject ingress : state.ingresses()) {
            Optional<Object> other = instead.get(ingress.ref());
            if (other == null) {
                ingresses.add(ingress);
            } else if (other.orElse(null) instanceof IngressObject older) {
                ingresses.add(older);
            }
        }
        TreeMap<NamespacedName, SecretObject> secrets = new TreeMap<>(state.secrets());
        TreeMap<NamespacedName, ConfigMapObject> configMaps = new TreeMap<>(state.configMaps());
        instead.forEach((object, other) -> {
            NamespacedName id = new NamespacedName(object.namespace(), object.name());
            switch (object.kind()) {
                case "Secret" -> replace(secrets, id, other, SecretObject.class);
                case "ConfigMap" -> replace(configMaps, id, other, ConfigMapObject.class);
                default -> {}
            }
        });
        return new ClusterState(
                ingresses,
                state.ingressClasses(),
                state.services(),
                state.endpointSlices(),
                secrets,
                configMaps);
    }

    private static <T> void replace(
            Map<NamespacedName, T> map, NamespacedName id, Optional<Object> other, Class<T> type) {
        if (other.isPresent()) {
            map.put(id, type.cast(other.get()));
        } else {
            map.remove(id);
        }
    }

    /// How many objects are held.
    int size() {
        return held.size();
    }

    /// What is wrong with the held objects.
    List<Problem> problems() {
        return held.entrySet().stream()
                .map(entry ->
                        Problem.error(
                                entry.getKey(),
                                "",
                                Reason.REFUSED_BY_NGINX,
                                "nginx refuses it: "
                                        + Excerpt.line(entry.getValue().message())
                                        + "; "
                                        + consequence(entry.getKey(), entry.getValue()),
                                "Correct what nginx names; it is tried again when the"
                                        + " object changes."))
                .toList();
    }

    private String consequence(ObjectRef object, Held refused) {
        return lastGood.containsKey(object) && !refused.lastGoodRefused()
                ? "its last good version keeps serving."
                : "it is left out.";
    }
}
