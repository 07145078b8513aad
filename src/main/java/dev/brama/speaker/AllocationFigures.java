package dev.brama.speaker;

import dev.brama.address.PoolUsage;
import java.util.List;

/// What is to be measured about the allocation of addresses.
///
/// @param pools for `metallb_allocator_*{pool}`: `addresses_total` and `addresses_in_use_total`,
///   the same with `ipv4_` and `ipv6_`, and `services_allocated_total`
/// @param plans `metallb_k8s_client_updates_total`
/// @param failures `metallb_k8s_client_update_errors_total`
/// @param isLoaded `metallb_k8s_client_config_loaded_bool`
/// @param isStale `metallb_k8s_client_config_stale_bool`: a mistake keeps a part of the
///   configuration from taking effect
public record AllocationFigures(
        List<PoolUsage> pools, long plans, long failures, boolean isLoaded, boolean isStale) {
    /// Before anything is known, or on a node that does not allocate.
    public static final AllocationFigures NONE =
            new AllocationFigures(List.of(), 0, 0, false, false);

    public AllocationFigures {
        pools = List.copyOf(pools);
    }
}
