package dev.brama.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.reverseOrder;

import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Which Events there are to tell: those of problems, which stand as long as the problem does, and
/// those of what has just happened.
public final class EventPlan {
    private static final int SHOWN_PROBLEMS = 10;

    private final SyncEvents syncEvents;
    private final Function<ObjectRef, Optional<ObjectIdentity>> identities;

    /// Whether an Ingress that is taken gets an Event.
    public enum SyncEvents {
        TOLD,
        /// What `--disable-sync-events` asks for.
        UNTOLD
    }

    /// What is served.
    ///
    /// @param ingresses the Ingresses that are taken
    /// @param configMaps the ConfigMaps with settings
    public record Served(
            SortedMap<NamespacedName, IngressObject> ingresses,
            SortedMap<NamespacedName, ConfigMapObject> configMaps) {
        public Served {
            ingresses = Collections.unmodifiableSortedMap(new TreeMap<>(ingresses));
            configMaps = Collections.unmodifiableSortedMap(new TreeMap<>(configMaps));
        }
    }

    /// @param identities finds an object; one that is not in the cluster gets no Event
    public EventPlan(
            SyncEvents syncEvents, Function<ObjectRef, Optional<ObjectIdentity>> identities) {
        this.syncEvents = syncEvents;
        this.identities = identities;
    }

    /// What is to be told of problems: at most ten of each object, the worst.
    public List<Notice> standing(Collection<Problem> problems) {
        SortedMap<ObjectRef, List<Problem>> byObject = new TreeMap<>();
        for (Problem problem : problems) {
            byObject.computeIfAbsent(problem.object(), _ -> new ArrayList<>()).add(problem);
        }
        List<Notice> notices = new ArrayList<>();
        byObject.forEach((ref, all) ->
                identities.apply(ref).ifPresent(object -> notices.addAll(of(object, all))));
        return notices.stream().distinct().toList();
    }

    private static List<Notice> of(ObjectIdentity object, List<Problem> problems) {
        List<Notice> notices = new ArrayList<>();
        problems.stream()
                .sorted(comparing(Problem::severity, reverseOrder()).thenComparing(naturalOrder()))
                .limit(SHOWN_PROBLEMS)
                .forEach(problem -> notices.add(Notice.of(problem, object)));
        if (problems.size() > SHOWN_PROBLEMS) {
            // Without a number: with one, this would be another Event whenever one is mended.
            notices.add(
                    new Notice(
                            object,
                            Notice.Type.WARNING,
                            "MoreProblems",
                            "There are more problems than Events tell; brama check lists all."));
        }
        return notices;
    }

    /// What happened when the controller started.
    ///
    /// @param addressed the Ingresses that had an address already: they were taken long ago
    public List<Notice> atStart(Served now, Set<NamespacedName> addressed) {
        List<Optional<Notice>> notices = new ArrayList<>();
        now.configMaps()
                .keySet()
                .forEach(id -> notices.add(told(id, "ConfigMap", Notice::created)));
        now.ingresses().keySet().stream()
                .filter(id -> !addressed.contains(id))
                .forEach(id -> notices.add(scheduled(id)));
        return notices.stream().flatMap(Optional::stream).toList();
    }

    /// What happened between two moments.
    public List<Notice> between(Served before, Served now) {
        List<Optional<Notice>> notices = new ArrayList<>();
        changed(before.configMaps(), now.configMaps())
                .forEach(id ->
                        notices.add(
                                before.configMaps().containsKey(id)
                                        ? told(id, "ConfigMap", Notice::updated)
                                        : told(id, "ConfigMap", Notice::created)));
        changed(before.ingresses(), now.ingresses()).forEach(id -> notices.add(scheduled(id)));
        return notices.stream().flatMap(Optional::stream).toList();
    }

    private static <V> List<NamespacedName> changed(
            Map<NamespacedName, V> before, Map<NamespacedName, V> now) {
        return now.entrySet().stream()
                .filter(entry -> !Objects.equals(before.get(entry.getKey()), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Optional<Notice> scheduled(NamespacedName ingress) {
        return syncEvents == SyncEvents.TOLD
                ? told(ingress, "Ingress", Notice::scheduled)
                : Optional.empty();
    }

    private Optional<Notice> told(
            NamespacedName id, String kind, Function<ObjectIdentity, Notice> notice) {
        return identities.apply(id.as(kind)).map(notice);
    }
}
