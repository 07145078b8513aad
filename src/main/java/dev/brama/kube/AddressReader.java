package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.brama.cluster.ControllerPod;
import dev.brama.cluster.ControllerPod.Phase;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.cluster.PublishedService;
import dev.brama.report.AddressSource;
import dev.brama.report.IngressAddresses.Sources;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads where the controller is reached: a Service, or the Nodes of its Pods.
///
/// It asks when it is told to, by single requests, and asks for nothing that the flags do not need:
/// a controller behind a Service needs no right on Nodes.
public final class AddressReader {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// What differs between the Pods of one controller, from one version to the next.
    private static final Set<String> LABELS_OF_A_VERSION =
            Set.of("controller-revision-hash", "pod-template-generation", "pod-template-hash");

    private final ApiRequests server;
    private final NamespacedName pod;

    /// @param pod the Pod that this process runs in
    public AddressReader(ApiServer server, NamespacedName pod) {
        this(server.client(), pod);
    }

    AddressReader(ApiClient client, NamespacedName pod) {
        this.server = new ApiRequests(client, LIMIT);
        this.pod = pod;
    }

    /// What the source needs, and nothing else.
    public Sources read(AddressSource source) throws ApiFailureException {
        return switch (source) {
            case AddressSource.Listed _ ->
                    new Sources(Optional.empty(), List.of(), new TreeMap<>());
            case AddressSource.OfService(var id) ->
                    new Sources(service(id), List.of(), new TreeMap<>());
            case AddressSource.OfNodes _ -> {
                List<ControllerPod> pods = pods();
                yield new Sources(Optional.empty(), pods, nodes(pods));
            }
        };
    }

    /// The Pods of this controller, the own one among them.
    public List<ControllerPod> pods() throws ApiFailureException {
        JsonObject own = server.get(podPath());
        String labels =
                part(part(own, "metadata"), "labels").entrySet().stream()
                        .filter(label -> !LABELS_OF_A_VERSION.contains(label.getKey()))
                        .map(label -> label.getKey() + "=" + label.getValue().getAsString())
                        .sorted()
                        .collect(Collectors.joining(","));
        if (labels.isEmpty()) {
            // No selector would be all Pods of the namespace.
            return List.of(pod(own));
        }
        JsonObject list =
                server.list(
                        "/api/v1/namespaces/" + pod.namespace() + "/pods",
                        Map.of("labelSelector", labels));
        return items(list, "items").map(AddressReader::pod).toList();
    }

    /// The own Pod, for Events about it.
    public ObjectIdentity ownPod() throws ApiFailureException {
        JsonObject own = server.get(podPath());
        return new ObjectIdentity(pod.as("Pod"), "v1", text(part(own, "metadata"), "uid"));
    }

    private String podPath() {
        return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }

    private Optional<PublishedService> service(NamespacedName id) throws ApiFailureException {
        return find("/api/v1/namespaces/" + id.namespace() + "/services/" + id.name())
                .map(json -> service(id, json));
    }

    private static PublishedService service(NamespacedName id, JsonObject json) {
        JsonObject spec = part(json, "spec");
        PublishedService.Type type =
                switch (text(spec, "type")) {
                    case "LoadBalancer" -> PublishedService.Type.LOAD_BALANCER;
                    case "NodePort" -> PublishedService.Type.NODE_PORT;
                    case "ExternalName" -> PublishedService.Type.EXTERNAL_NAME;
                    default -> PublishedService.Type.CLUSTER_IP;
                };
        List<String> externalIps = new ArrayList<>();
        if (spec.get("externalIPs") instanceof JsonArray ips) {
            ips.forEach(ip -> externalIps.add(ip.getAsString()));
        }
        List<LoadBalancerAddress> balanced =
                items(part(part(json, "status"), "loadBalancer"), "ingress")
                        .map(entry ->
                                new LoadBalancerAddress(text(entry, "hostname"), text(entry, "ip")))
                        .toList();
        return new PublishedService(
                id,
                type,
                some(spec, "clusterIP").filter(ip -> !ip.equals("None")),
                type == PublishedService.Type.EXTERNAL_NAME
                        ? some(spec, "externalName")
                        : Optional.empty(),
                externalIps,
                balanced);
    }

    private static ControllerPod pod(JsonObject json) {
        JsonObject metadata = part(json, "metadata");
        JsonObject status = part(json, "status");
        String phase = text(status, "phase");
        boolean ends =
                metadata.has("deletionTimestamp")
                        || phase.equals("Succeeded")
                        || phase.equals("Failed");
        boolean ready =
                phase.equals("Running")
                        && items(status, "conditions")
                                .anyMatch(condition ->
                                        text(condition, "type").equals("Ready")
                                                && text(condition, "status").equals("True"));
        return new ControllerPod(
                text(metadata, "name"),
                text(part(json, "spec"), "nodeName"),
                ends ? Phase.GOING : ready ? Phase.READY : Phase.STARTING);
    }

    private SortedMap<String, NodeObject> nodes(List<ControllerPod> pods)
            throws ApiFailureException {
        SortedMap<String, NodeObject> nodes = new TreeMap<>();
        for (ControllerPod each : pods) {
            String name = each.nodeName();
            if (each.phase() == Phase.READY && !nodes.containsKey(name)) {
                find("/api/v1/nodes/" + name).ifPresent(json -> nodes.put(name, node(name, json)));
            }
        }
        return nodes;
    }

    private static NodeObject node(String name, JsonObject json) {
        return new NodeObject(name, address(json, "InternalIP"), address(json, "ExternalIP"));
    }

    private static Optional<String> address(JsonObject node, String type) {
        return items(part(node, "status"), "addresses")
                .filter(address -> text(address, "type").equals(type))
                .flatMap(address -> some(address, "address").stream())
                .findFirst();
    }

    private Optional<JsonObject> find(String path) throws ApiFailureException {
        try {
            return Optional.of(server.get(path));
        } catch (ApiFailureException e) {
            if (e.failure().code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static JsonObject part(JsonObject object, String field) {
        return object.get(field) instanceof JsonObject part ? part : new JsonObject();
    }

    private static Stream<JsonObject> items(JsonObject object, String field) {
        return object.get(field) instanceof JsonArray items
                ? items.asList().stream().map(JsonElement::getAsJsonObject)
                : Stream.empty();
    }

    private static Optional<String> some(JsonObject object, String field) {
        return Optional.of(text(object, field)).filter(text -> !text.isEmpty());
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
