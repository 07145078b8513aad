package dev.brama.kube;

import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.L2AdvertisementObject.PreferredNode;
import dev.brama.cluster.Place;
import java.util.Set;

/// Reads an L2Advertisement, or an advertisement of a ConfigMap in the same fields.
final class AdvertisementReader {
    /// The fields of an advertisement, besides its name.
    static final Set<String> FIELDS =
            Set.of(
                    "ipAddressPools",
                    "ipAddressPoolSelectors",
                    "nodeSelectors",
                    "interfaces",
                    "serviceSelectors",
                    "preferredNodeSelectors");

    private AdvertisementReader() {}

    static L2AdvertisementObject read(Form root, Metadata metadata) {
        Form spec = root.child("spec");
        spec.warnOfOthers(FIELDS, Set.of());
        return read(
                spec,
                new Place(metadata.id().as(Kind.L2_ADVERTISEMENT.title()), "spec"),
                metadata.id().name());
    }

    /// @param spec the mapping that has the fields
    static L2AdvertisementObject read(Form spec, Place place, String name) {
        return new L2AdvertisementObject(
                place,
                name,
                spec.texts("ipAddressPools"),
                SelectorReader.list(spec, "ipAddressPoolSelectors"),
                SelectorReader.list(spec, "nodeSelectors"),
                spec.texts("interfaces"),
                SelectorReader.list(spec, "serviceSelectors"),
                spec.children("preferredNodeSelectors").stream()
                        .map(AdvertisementReader::preferred)
                        .toList());
    }

    private static PreferredNode preferred(Form form) {
        form.warnOfOthers(Set.of("weight", "preference"), Set.of());
        return new PreferredNode(
                form.number("weight").orElse(0), SelectorReader.read(form.child("preference")));
    }
}
