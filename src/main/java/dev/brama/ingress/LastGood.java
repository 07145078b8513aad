package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.problem.ObjectRef;
import java.util.Map;

/// The newest versions that were good; they serve on where a newer one is not.
///
/// @param ingresses the newest version of each Ingress that was taken
/// @param certificates the newest version of each Secret in use that held a certificate
public record LastGood(
        Map<ObjectRef, IngressObject> ingresses, Map<NamespacedName, SecretObject> certificates) {
    /// Nothing was good yet.
    public static final LastGood NONE = new LastGood(Map.of(), Map.of());

    public LastGood {
        ingresses = Map.copyOf(ingresses);
        certificates = Map.copyOf(certificates);
    }
}
