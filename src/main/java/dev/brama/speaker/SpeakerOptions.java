package dev.brama.speaker;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.ApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// How a speaker runs.
///
/// @param access to the API server
/// @param identity who it is
/// @param sources where its configuration stands
/// @param peers how it talks to the others
/// @param status where it tells of itself
/// @param loadBalancerClass whose Services are served; absent means those that name no class
/// @param ignoresExclusion whether [dev.brama.layer2.Eligibility#EXCLUDED] does not count
/// @param announcing how it behaves on its interfaces
/// @param rest how long a freed address is given to nobody else
public record SpeakerOptions(
        ApiServer.Access access,
        Identity identity,
        Sources sources,
        Peers peers,
        InetSocketAddress status,
        Optional<String> loadBalancerClass,
        boolean ignoresExclusion,
        AnnouncerSettings announcing,
        Duration rest) {
    /// Who it is.
    ///
    /// @param node the name of its Node
    /// @param pod the name of its Pod
    /// @param group namespace of all its objects, and the name that all of them begin with
    public record Identity(String node, String pod, NamespacedName group) {}

    /// Where its configuration stands.
    ///
    /// @param configMap with the key `addresses.yaml`
    /// @param file what a file said
    public record Sources(Optional<NamespacedName> configMap, AddressConfig file) {}

    /// How speakers talk to each other.
    ///
    /// @param address of this node that the others reach
    /// @param port of UDP and TCP
    /// @param keySecret the Secret of the key, in the namespace of the group; absent: no quorum
    public record Peers(InetAddress address, int port, Optional<String> keySecret) {}
}
