package dev.brama.ingress;

import dev.brama.cluster.NamespacedName;
import dev.brama.settings.AnnotationReader;
import java.util.Optional;

/// The flags that decide what Ingresses mean. Names and defaults are those of ingress-nginx.
///
/// @param configMap the ConfigMap with the settings
/// @param defaultCertificate the Secret with the certificate for hosts without one
/// @param defaultBackend the Service that answers where no rule does
/// @param ingressClass value of the annotation `kubernetes.io/ingress.class` that is ours
/// @param controllerClass `spec.controller` of the IngressClasses that are ours
/// @param classSelection which Ingresses beyond these are ours
/// @param annotationsPrefix what stands before the `/` in our annotations
public record IngressOptions(
        NamespacedName configMap,
        Optional<NamespacedName> defaultCertificate,
        Optional<NamespacedName> defaultBackend,
        String ingressClass,
        String controllerClass,
        ClassSelection classSelection,
        String annotationsPrefix) {
    /// What ingress-nginx does without flags.
    public static final IngressOptions DEFAULTS =
            new IngressOptions(
                    new NamespacedName("ingress-nginx", "ingress-nginx-controller"),
                    Optional.empty(),
                    Optional.empty(),
                    "nginx",
                    "k8s.io/ingress-nginx",
                    new ClassSelection(false, false),
                    AnnotationReader.DEFAULT_PREFIX);

    /// @param withoutClass whether Ingresses that name no class are ours
    /// @param byName whether an IngressClass is ours by its name too
    public record ClassSelection(boolean withoutClass, boolean byName) {}
}
