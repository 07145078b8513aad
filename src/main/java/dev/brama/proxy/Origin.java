package dev.brama.proxy;

import dev.brama.problem.ObjectRef;

/// Where a location comes from; shown in comments, logs and error headers.
///
/// @param ingress the Ingress; for what Brama adds by itself, an object without a name
/// @param service the Service's name, empty if none
/// @param servicePort the Service's port, empty if none
/// @param path the path as the Ingress has it
/// @param pathType `Exact`, `Prefix` or `ImplementationSpecific`; empty for what Brama adds
public record Origin(
        ObjectRef ingress, String service, String servicePort, String path, String pathType) {
    /// What no Ingress asked for.
    public static final Origin BUILT_IN =
            new Origin(new ObjectRef("Ingress", "", ""), "", "", "/", "");

    /// Whether no Ingress stands behind it.
    public boolean isBuiltIn() {
        return ingress.name().isEmpty();
    }
}
