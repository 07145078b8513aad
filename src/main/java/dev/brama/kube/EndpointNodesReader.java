package dev.brama.kube;

import dev.brama.cluster.EndpointNodes;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads of an EndpointSlice on which nodes its endpoints are.
final class EndpointNodesReader {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private EndpointNodesReader() {}

    /// The slice; empty where it belongs to no Service.
    static Optional<EndpointNodes> read(Form root, Metadata metadata) {
        String service = metadata.labels().getOrDefault(SERVICE_LABEL, "");
        if (service.isEmpty()) {
            return Optional.empty();
        }
        SortedSet<String> nodes = new TreeSet<>();
        int unplaced = 0;
        for (Form endpoint : root.children("endpoints")) {
            Form conditions = endpoint.child("conditions");
            // As in Kubernetes, what is not said is taken for ready.
            boolean isReady = conditions.truth("ready").orElse(true);
            if (isReady || conditions.truth("serving").orElse(false)) {
                String node = endpoint.text("nodeName");
                if (node.isEmpty()) {
                    unplaced++;
                } else {
                    nodes.add(node);
                }
            }
        }
        return Optional.of(new EndpointNodes(metadata.id(), service, nodes, unplaced));
    }
}
