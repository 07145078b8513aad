package dev.brama.kube;

import dev.brama.cluster.NodeObject;
import java.util.List;

/// Reads a Node.
final class NodeReader {
    private NodeReader() {}

    static NodeObject read(Form root, Metadata metadata) {
        Form status = root.child("status");
        return new NodeObject(
                metadata.id().name(),
                metadata.labels(),
                addresses(status, "InternalIP"),
                addresses(status, "ExternalIP"),
                new NodeObject.Conditions(
                        isTrue(status, "Ready"), isTrue(status, "NetworkUnavailable")));
    }

    private static List<String> addresses(Form status, String type) {
        return status.children("addresses").stream()
                .filter(address -> address.text("type").equals(type))
                .map(address -> address.text("address"))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static boolean isTrue(Form status, String condition) {
        return status.children("conditions").stream()
                .anyMatch(each ->
                        each.text("type").equals(condition) && each.text("status").equals("True"));
    }
}
