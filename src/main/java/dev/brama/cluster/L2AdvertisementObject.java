package dev.brama.cluster;

import java.util.List;

/// An L2Advertisement of `metallb.io/v1beta1`, or one of a ConfigMap in the same words.
///
/// @param place where it is written
/// @param name its name
/// @param ipAddressPools pools by name; with none here and in the next, all pools
/// @param ipAddressPoolSelectors pools by label, in addition
/// @param nodeSelectors nodes, of which one must match; none means all nodes
/// @param interfaces names of interfaces; none means all
/// @param serviceSelectors Services, of which one must match; none means all
/// @param preferredNodeSelectors nodes that are to be preferred
public record L2AdvertisementObject(
        Place place,
        String name,
        List<String> ipAddressPools,
        List<LabelSelector> ipAddressPoolSelectors,
        List<LabelSelector> nodeSelectors,
        List<String> interfaces,
        List<LabelSelector> serviceSelectors,
        List<PreferredNode> preferredNodeSelectors) {
    public L2AdvertisementObject {
        ipAddressPools = List.copyOf(ipAddressPools);
        ipAddressPoolSelectors = List.copyOf(ipAddressPoolSelectors);
        nodeSelectors = List.copyOf(nodeSelectors);
        interfaces = List.copyOf(interfaces);
        serviceSelectors = List.copyOf(serviceSelectors);
        preferredNodeSelectors = List.copyOf(preferredNodeSelectors);
    }

    /// @param weight 1 to 100
    /// @param preference the nodes that get this weight
    public record PreferredNode(int weight, LabelSelector preference) {}
}
