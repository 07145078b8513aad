package dev.brama.ingress;

import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.proxy.HostPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A host while its Ingresses are gathered, oldest first.
final class HostDraft {
    private final HostPattern host;
    // By reference: to hash an Ingress whole would cost more than all else done with it here.
    private final Map<ObjectRef, AcceptedIngress> ingresses = new LinkedHashMap<>();
    private final Map<PathKey, DraftLocation> locations = new LinkedHashMap<>();

    HostDraft(HostPattern host) {
        this.host = host;
    }

    private record PathKey(String path, boolean exact) {}

    HostPattern host() {
        return host;
    }

    /// Those who take part, oldest first.
    List<AcceptedIngress> ingresses() {
        return List.copyOf(ingresses.values());
    }

    List<ObjectRef> ingressRefs() {
        return ingresses.values().stream().map(AcceptedIngress::ref).toList();
    }

    /// The paths, in the order in which they were claimed.
    List<DraftLocation> locations() {
        return new ArrayList<>(locations.values());
    }

    boolean hasRoot() {
        return locations.containsKey(new PathKey("/", false));
    }

    void takesPart(AcceptedIngress ingress) {
        ingresses.putIfAbsent(ingress.ref(), ingress);
    }

    /// Claims a path for its Ingress, unless an older one has it.
    void claim(DraftLocation draft, List<Problem> problems) {
        takesPart(draft.ingress());
        PathKey key = new PathKey(draft.path().value(), draft.kind().isExact());
        DraftLocation holder = locations.putIfAbsent(key, draft);
        if (holder != null) {
            problems.add(
                    IngressClaims.pathTaken(
                            draft.ingress().ref(),
                            draft.field(),
                            host.text(),
                            draft.path().value(),
                            holder.ingress().ref()));
        }
    }
}
