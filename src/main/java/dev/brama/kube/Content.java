package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.Age;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointNodes;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespaceObject;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.ServiceObject;
import java.util.List;
import java.util.Optional;

/// What an object came to.
sealed interface Content {
    record OfIngress(IngressObject ingress) implements Content {
        /// The same Ingress read later by this many places; the same instance where its age does
        /// not depend on that.
        OfIngress later(long places) {
            Age age = ingress.age();
            if (places == 0 || age.created().isPresent()) {
                return this;
            }
            return new OfIngress(
                    new IngressObject(
                            ingress.id(),
                            Age.readAt(age.position() + places),
                            ingress.annotations(),
                            ingress.ingressClassName(),
                            ingress.defaultBackend(),
                            ingress.tls(),
                            ingress.rules()));
        }
    }

    record OfIngressClass(IngressClassObject ingressClass) implements Content {}

    /// @param balancer what decides about its addresses, where it is a load balancer; who serves
    ///   Ingresses has no use for it
    record OfService(ServiceObject service, Optional<LoadBalancerService> balancer)
            implements Content {}

    /// A Service of which only this counts.
    record OfLoadBalancer(LoadBalancerService service) implements Content {}

    record OfSlice(EndpointSliceObject slice) implements Content {}

    /// Counts only where the Service has no slice.
    record OfEndpoints(List<EndpointSliceObject> slices) implements Content {
        public OfEndpoints {
            slices = List.copyOf(slices);
        }
    }

    record OfSecret(SecretObject secret) implements Content {}

    record OfConfigMap(ConfigMapObject configMap) implements Content {}

    record OfNode(NodeObject node) implements Content {}

    record OfNamespace(NamespaceObject namespace) implements Content {}

    record OfPool(IpAddressPoolObject pool) implements Content {}

    record OfAdvertisement(L2AdvertisementObject advertisement) implements Content {}

    /// Pools and advertisements of a file that is no object.
    record OfAddressConfig(AddressConfig config) implements Content {}

    /// An EndpointSlice of which only this counts.
    record OfEndpointNodes(EndpointNodes slice) implements Content {}

    /// A good object of which nothing is kept.
    record OfNothing() implements Content {}

    /// The same without what only who assigns addresses has a use for.
    default Content forIngresses() {
        return this instanceof OfService(ServiceObject service, Optional<LoadBalancerService> all)
                        && all.isPresent()
                ? new OfService(service, Optional.empty())
                : this;
    }
}
