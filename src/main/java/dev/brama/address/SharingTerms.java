package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.LoadBalancerService.Port;
import dev.brama.cluster.LoadBalancerService.TrafficPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// On which terms a Service shares its address with others.
///
/// @param key what all who share must name; empty for one that shares with nobody
/// @param backend what all must have in common besides, since one node answers for them all: with
///   policy Local, the Pods
/// @param ports which no two may have in common
public record SharingTerms(String key, String backend, Set<Port> ports) {
    public SharingTerms {
        ports = Set.copyOf(ports);
    }

    static SharingTerms of(LoadBalancerService service) {
        return new SharingTerms(
                ServiceAnnotation.ALLOW_SHARED_IP.of(service).orElse(""),
                service.traffic().externalTrafficPolicy() == TrafficPolicy.LOCAL
                        ? "local:" + text(service.traffic().selector())
                        : "",
                Set.copyOf(service.traffic().ports()));
    }

    private static String text(SortedMap<String, String> selector) {
        return selector.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    /// Why two Services may not share an address; empty where they may.
    Optional<String> obstacle(SharingTerms other) {
        if (key.isEmpty() || other.key.isEmpty()) {
            return Optional.of(
                    "both would need the annotation " + ServiceAnnotation.ALLOW_SHARED_IP.key());
        }
        if (!key.equals(other.key)) {
            return Optional.of(
                    "their annotations " + ServiceAnnotation.ALLOW_SHARED_IP.key() + " differ");
        }
        if (!backend.equals(other.backend)) {
            return Optional.of(
                    "with externalTrafficPolicy Local both need this policy and one selector");
        }
        return ports.stream()
                .filter(other.ports::contains)
                .sorted()
                .findFirst()
                .map(port -> "both have port " + port);
    }
}
