package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;
import java.util.Optional;

/// The annotations of Services that MetalLB made known, each in its domain of today and in the one
/// of old.
public enum ServiceAnnotation {
    ADDRESS_POOL("address-pool"),
    LOAD_BALANCER_IPS("loadBalancerIPs"),
    ALLOW_SHARED_IP("allow-shared-ip"),
    /// Is written, not read: from which pool the address comes.
    IP_ALLOCATED_FROM_POOL("ip-allocated-from-pool");

    private static final String DOMAIN = "metallb.io/";
    private static final String OLD_DOMAIN = "metallb.universe.tf/";

    private final String name;

    ServiceAnnotation(String name) {
        this.name = name;
    }

    /// Its key.
    public String key() {
        return DOMAIN + name;
    }

    /// Its key of old.
    public String oldKey() {
        return OLD_DOMAIN + name;
    }

    /// What it says; empty where it is not there or says nothing. Today's domain wins.
    public Optional<String> of(LoadBalancerService service) {
        String value = service.annotations().get(key());
        String old = service.annotations().get(oldKey());
        return Optional.ofNullable(value != null ? value : old)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /// Whether it is written in the domain of old.
    boolean isOldIn(LoadBalancerService service) {
        return service.annotations().containsKey(oldKey());
    }
}
