package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.ServiceObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Lays files over each other: of two definitions of one object the later counts.
final class Assembly {
    private final Map<ObjectRef, Placed> winners = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Problem, Origin> places = new HashMap<>();

    private final List<IngressObject> ingresses = new ArrayList<>();
    private final SortedMap<String, IngressClassObject> ingressClasses = new TreeMap<>();
    private final SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
    private final NavigableMap<NamespacedName, List<EndpointSliceObject>> slices = new TreeMap<>();
    private final Map<NamespacedName, List<EndpointSliceObject>> endpoints = new HashMap<>();
    private final SortedMap<NamespacedName, SecretObject> secrets = new TreeMap<>();
    private final SortedMap<NamespacedName, ConfigMapObject> configMaps = new TreeMap<>();

    private Assembly() {}

    private record Placed(String file, Entry entry) {
        Origin origin() {
            return new Origin(file, entry.line());
        }
    }

    static Manifests of(List<ParsedFile> files) {
        Assembly assembly = new Assembly();
        files.forEach(assembly::add);
        return assembly.finished();
    }

    private void add(ParsedFile file) {
        for (Fault fault : file.faults()) {
            report(problem(file, fault), new Origin(file.file(), fault.line()));
        }
        for (Finding finding : file.findings()) {
            report(finding.problem(), new Origin(file.file(), finding.line()));
        }
        for (Entry entry : file.entries()) {
            Placed placed = new Placed(file.file(), entry);
            Placed earlier = winners.put(entry.ref(), placed);
            if (earlier != null) {
                report(duplicate(earlier, placed), placed.origin());
            }
        }
    }

    private void report(Problem problem, Origin place) {
        problems.add(problem);
        places.put(problem, place);
    }

    private static Problem problem(ParsedFile file, Fault fault) {
        String consequence =
                switch (file.standing()) {
                    case LAST_GOOD -> "; the last good version of this file stays in force";
                    case CURRENT -> fault.line() > 0 ? "; this document is left out" : "";
                };
        return Problem.error(
                ObjectRef.file(file.file()),
                fault.place(),
                fault.reason(),
                fault.message() + consequence,
                fault.fix());
    }

    private static Problem duplicate(Placed earlier, Placed later) {
        return Problem.warning(
                later.entry().ref(),
                "",
                Reason.DUPLICATE_OBJECT,
                "the object is defined at "
                        + earlier.origin()
                        + " and again at "
                        + later.origin()
                        + "; the later definition counts",
                "remove one of them");
    }

    private Manifests finished() {
        SortedMap<ObjectRef, Origin> origins = new TreeMap<>();
        winners.forEach((ref, placed) -> {
            origins.put(ref, placed.origin());
            keep(placed.entry().content());
        });
        endpoints.forEach(slices::putIfAbsent);
        slices.values().forEach(list -> list.sort(Comparator.comparing(EndpointSliceObject::id)));
        ClusterState state =
                new ClusterState(ingresses, ingressClasses, services, slices, secrets, configMaps);
        return new Manifests(state, origins, problems, places);
    }

    private void keep(Content content) {
        switch (content) {
            case Content.OfIngress(var ingress) -> ingresses.add(ingress);
            case Content.OfIngressClass(var found) -> ingressClasses.put(found.name(), found);
            case Content.OfService(var service) -> services.put(service.id(), service);
            case Content.OfSlice(var slice) -> listFor(slice).add(slice);
            case Content.OfEndpoints(var subsets) -> {
                if (!subsets.isEmpty()) {
                    endpoints.put(subsets.getFirst().id(), new ArrayList<>(subsets));
                }
            }
            case Content.OfSecret(var secret) -> secrets.put(secret.id(), secret);
            case Content.OfConfigMap(var configMap) -> configMaps.put(configMap.id(), configMap);
            case Content.OfNothing() -> {}
        }
    }

    private List<EndpointSliceObject> listFor(EndpointSliceObject slice) {
        NamespacedName service = new NamespacedName(slice.id().namespace(), slice.service());
        return slices.computeIfAbsent(service, _ -> new ArrayList<>());
    }
}
