package dev.brama.cluster;

import java.util.List;
import java.util.Optional;

/// What a Service says about where it is reached: the one that `--publish-service` names.
///
/// @param id its namespace and name
/// @param type `spec.type`
/// @param clusterIp `spec.clusterIP`; absent for headless Services and ExternalName
/// @param externalName `spec.externalName`, present exactly for type ExternalName
/// @param externalIps `spec.externalIPs`
/// @param loadBalancer `status.loadBalancer.ingress`
public record PublishedService(
        NamespacedName id,
        Type type,
        Optional<String> clusterIp,
        Optional<String> externalName,
        List<String> externalIps,
        List<LoadBalancerAddress> loadBalancer) {
    public PublishedService {
        externalIps = List.copyOf(externalIps);
        loadBalancer = List.copyOf(loadBalancer);
    }

    /// `spec.type` of the Kubernetes API.
    public enum Type {
        CLUSTER_IP,
        NODE_PORT,
        LOAD_BALANCER,
        EXTERNAL_NAME
    }
}
