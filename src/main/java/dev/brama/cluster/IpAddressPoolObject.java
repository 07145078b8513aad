package dev.brama.cluster;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// An IPAddressPool of `metallb.io/v1beta1`, or a pool of a ConfigMap in the same words.
///
/// @param place where it is written
/// @param name its name
/// @param labels its labels
/// @param created when it was made; absent for pools that are no objects
/// @param addresses `spec.addresses` as written
/// @param autoAssign `spec.autoAssign`
/// @param avoidBuggyIps `spec.avoidBuggyIPs`
/// @param serviceAllocation `spec.serviceAllocation`
public record IpAddressPoolObject(
        Place place,
        String name,
        SortedMap<String, String> labels,
        Optional<Instant> created,
        List<String> addresses,
        boolean autoAssign,
        boolean avoidBuggyIps,
        Optional<ServiceAllocation> serviceAllocation) {
    public IpAddressPoolObject {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        addresses = List.copyOf(addresses);
    }

    /// Which Services a pool is for.
    ///
    /// @param priority lower is asked first; 0 means last
    /// @param namespaces namespaces by name
    /// @param namespaceSelectors namespaces by label, in addition
    /// @param serviceSelectors Services by label, of which one must match
    public record ServiceAllocation(
            int priority,
            List<String> namespaces,
            List<LabelSelector> namespaceSelectors,
            List<LabelSelector> serviceSelectors) {
        public ServiceAllocation {
            namespaces = List.copyOf(namespaces);
            namespaceSelectors = List.copyOf(namespaceSelectors);
            serviceSelectors = List.copyOf(serviceSelectors);
        }
    }
}
