package dev.brama.kube;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.LoadBalancerService.Families;
import dev.brama.cluster.LoadBalancerService.Port;
import dev.brama.cluster.LoadBalancerService.Traffic;
import dev.brama.cluster.LoadBalancerService.TrafficPolicy;
import dev.brama.cluster.LoadBalancerService.Version;
import dev.brama.cluster.LoadBalancerService.Wishes;
import dev.brama.cluster.PublishedService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads of a Service what decides about its addresses.
final class LoadBalancerReader {
    private static final String HEADLESS = "None";

    private LoadBalancerReader() {}

    /// The Service, if it is a load balancer or has traces of having been one.
    static Optional<LoadBalancerService> read(Form root, Metadata metadata) {
        Form spec = root.child("spec");
        PublishedService.Type type = type(spec.text("type"));
        SortedMap<String, String> annotations = annotations(metadata.annotations());
        if (type != PublishedService.Type.LOAD_BALANCER && annotations.isEmpty()) {
            return Optional.empty();
        }
        Form about = root.child("metadata");
        return Optional.of(
                new LoadBalancerService(
                        metadata.id(),
                        new Version(
                                about.text("uid"),
                                about.text("resourceVersion"),
                                Metadata.created(about)),
                        type,
                        metadata.labels(),
                        annotations,
                        new Families(
                                clusterIps(spec),
                                spec.texts("ipFamilies"),
                                spec.text("ipFamilyPolicy")),
                        new Wishes(
                                spec.text("loadBalancerIP"),
                                Optional.of(spec.text("loadBalancerClass"))
                                        .filter(name -> !name.isEmpty())),
                        traffic(spec),
                        status(root)));
    }

    private static PublishedService.Type type(String text) {
        return switch (text) {
            case "LoadBalancer" -> PublishedService.Type.LOAD_BALANCER;
            case "NodePort" -> PublishedService.Type.NODE_PORT;
            case "ExternalName" -> PublishedService.Type.EXTERNAL_NAME;
            default -> PublishedService.Type.CLUSTER_IP;
        };
    }

    private static SortedMap<String, String> annotations(Map<String, String> all) {
        SortedMap<String, String> ours = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith("metallb.io/") || key.startsWith("metallb.universe.tf/")) {
                ours.put(key, value);
            }
        });
        return ours;
    }

    private static List<String> clusterIps(Form spec) {
        List<String> several = spec.texts("clusterIPs");
        List<String> all = several.isEmpty() ? List.of(spec.text("clusterIP")) : several;
        return all.stream().filter(ip -> !ip.isEmpty() && !ip.equals(HEADLESS)).toList();
    }

    private static Traffic traffic(Form spec) {
        return new Traffic(
                spec.text("externalTrafficPolicy").equals("Local")
                        ? TrafficPolicy.LOCAL
                        : TrafficPolicy.CLUSTER,
                spec.textMap("selector"),
                spec.children("ports").stream()
                        .map(port -> new Port(Ports.protocol(port), port.number("port").orElse(0)))
                        .toList());
    }

    private static List<LoadBalancerAddress> status(Form root) {
        return root.child("status").child("loadBalancer").children("ingress").stream()
                .map(entry -> new LoadBalancerAddress(entry.text("hostname"), entry.text("ip")))
                .toList();
    }
}
