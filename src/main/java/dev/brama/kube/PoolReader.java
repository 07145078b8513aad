package dev.brama.kube;

import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.IpAddressPoolObject.ServiceAllocation;
import dev.brama.cluster.Place;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Reads an IPAddressPool, or a pool of a ConfigMap in the same fields.
final class PoolReader {
    /// The fields of a pool, besides its name and labels.
    static final Set<String> FIELDS =
            Set.of("addresses", "autoAssign", "avoidBuggyIPs", "serviceAllocation");

    private static final Set<String> ALLOCATION =
            Set.of("priority", "namespaces", "namespaceSelectors", "serviceSelectors");

    private PoolReader() {}

    static IpAddressPoolObject read(Form root, Metadata metadata) {
        Form spec = root.child("spec");
        spec.warnOfOthers(FIELDS, Set.of());
        return read(
                spec,
                new Place(metadata.id().as(Kind.IP_ADDRESS_POOL.title()), "spec"),
                metadata.id().name(),
                metadata.labels(),
                Metadata.created(root.child("metadata")));
    }

    /// @param spec the mapping that has the fields
    static IpAddressPoolObject read(
            Form spec,
            Place place,
            String name,
            SortedMap<String, String> labels,
            Optional<Instant> created) {
        return new IpAddressPoolObject(
                place,
                name,
                labels,
                created,
                spec.texts("addresses"),
                spec.truth("autoAssign").orElse(true),
                spec.truth("avoidBuggyIPs").orElse(false),
                spec.optionalChild("serviceAllocation").map(PoolReader::allocation));
    }

    private static ServiceAllocation allocation(Form form) {
        form.warnOfOthers(ALLOCATION, Set.of());
        return new ServiceAllocation(
                form.number("priority").orElse(0),
                form.texts("namespaces"),
                SelectorReader.list(form, "namespaceSelectors"),
                SelectorReader.list(form, "serviceSelectors"));
    }
}
