package dev.brama.cluster;

import dev.brama.problem.ObjectRef;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What decides about the addresses of a Service.
///
/// @param id its namespace and name
/// @param version which one it is
/// @param type `spec.type`
/// @param labels its labels
/// @param annotations those of MetalLB, in its old and its new domain
/// @param families the families of its cluster addresses and what it wants of them
/// @param wishes what it asks for
/// @param traffic whom it sends what comes in to
/// @param status `status.loadBalancer.ingress`
public record LoadBalancerService(
        NamespacedName id,
        Version version,
        PublishedService.Type type,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Families families,
        Wishes wishes,
        Traffic traffic,
        List<LoadBalancerAddress> status) {
    public LoadBalancerService {
        labels = copy(labels);
        annotations = copy(annotations);
        status = List.copyOf(status);
    }

    private static SortedMap<String, String> copy(Map<String, String> map) {
        return map.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /// @param uid tells it from one that had the same name before; empty outside of a cluster
    /// @param resourceVersion tells it from what it was before; empty outside of a cluster
    /// @param created when it was made
    public record Version(String uid, String resourceVersion, Optional<Instant> created) {
        /// The version of what stands in a file.
        public static final Version NONE = new Version("", "", Optional.empty());
    }

    /// @param clusterIps `spec.clusterIPs`; none for a headless Service
    /// @param ipFamilies `spec.ipFamilies` as written
    /// @param policy `spec.ipFamilyPolicy`: `SingleStack`, `PreferDualStack`, `RequireDualStack`,
    ///   or empty
    public record Families(List<String> clusterIps, List<String> ipFamilies, String policy) {
        public Families {
            clusterIps = List.copyOf(clusterIps);
            ipFamilies = List.copyOf(ipFamilies);
        }
    }

    /// @param loadBalancerIp `spec.loadBalancerIP`; empty where there is none
    /// @param loadBalancerClass `spec.loadBalancerClass`
    public record Wishes(String loadBalancerIp, Optional<String> loadBalancerClass) {}

    /// @param externalTrafficPolicy whether it goes to endpoints of the same node only
    /// @param selector `spec.selector`
    /// @param ports `spec.ports`
    public record Traffic(
            TrafficPolicy externalTrafficPolicy,
            SortedMap<String, String> selector,
            List<Port> ports) {
        public Traffic {
            selector = copy(selector);
            ports = List.copyOf(ports);
        }
    }

    /// `spec.externalTrafficPolicy`.
    public enum TrafficPolicy {
        CLUSTER,
        LOCAL
    }

    /// @param protocol `TCP`, `UDP` or `SCTP`
    /// @param number 1 to 65535
    public record Port(String protocol, int number) implements Comparable<Port> {
        @Override
        public int compareTo(Port other) {
            int byProtocol = protocol.compareTo(other.protocol);
            return byProtocol != 0 ? byProtocol : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return protocol + " " + number;
        }
    }

    /// Whether `spec.type` is LoadBalancer.
    public boolean isLoadBalancer() {
        return type == PublishedService.Type.LOAD_BALANCER;
    }

    /// Names it.
    public ObjectRef ref() {
        return id.as("Service");
    }

    /// The same Service with other cluster addresses.
    public LoadBalancerService with(Families others) {
        return new LoadBalancerService(
                id, version, type, labels, annotations, others, wishes, traffic, status);
    }

    /// The same Service with another status and other annotations, as it is after a write.
    public LoadBalancerService written(
            String resourceVersion,
            SortedMap<String, String> newAnnotations,
            List<LoadBalancerAddress> newStatus) {
        return new LoadBalancerService(
                id,
                new Version(version.uid(), resourceVersion, version.created()),
                type,
                labels,
                newAnnotations,
                families,
                wishes,
                traffic,
                newStatus);
    }
}
