package dev.brama.kube;

import dev.brama.cluster.Age;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.ServiceObject;
import java.util.List;

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

    record OfService(ServiceObject service) implements Content {}

    record OfSlice(EndpointSliceObject slice) implements Content {}

    /// Counts only where the Service has no slice.
    record OfEndpoints(List<EndpointSliceObject> slices) implements Content {
        public OfEndpoints {
            slices = List.copyOf(slices);
        }
    }

    record OfSecret(SecretObject secret) implements Content {}

    record OfConfigMap(ConfigMapObject configMap) implements Content {}

    /// A good object of which nothing is kept.
    record OfNothing() implements Content {}
}
