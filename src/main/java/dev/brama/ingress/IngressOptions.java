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
/// @param peers how the peers of Services are found
public record IngressOptions(
        NamespacedName configMap,
        Optional<NamespacedName> defaultCertificate,
        Optional<NamespacedName> defaultBackend,
        String ingressClass,
        String controllerClass,
        ClassSelection classSelection,
        String annotationsPrefix,
        PeerOptions peers) {
    /// What ingress-nginx does without flags.
    public static final IngressOptions DEFAULTS =
            new IngressOptions(
                    new NamespacedName("ingress-nginx", "ingress-nginx-controller"),
                    Optional.empty(),
                    Optional.empty(),
                    "nginx",
                    "k8s.io/ingress-nginx",
                    new ClassSelection(false, false),
                    AnnotationReader.DEFAULT_PREFIX,
                    PeerOptions.DEFAULTS);

    /// Options with peers that are part of the configuration.
    public IngressOptions(
            NamespacedName configMap,
            Optional<NamespacedName> defaultCertificate,
            Optional<NamespacedName> defaultBackend,
            String ingressClass,
            String controllerClass,
            ClassSelection classSelection,
            String annotationsPrefix) {
        this(
                configMap,
                defaultCertificate,
                defaultBackend,
                ingressClass,
                controllerClass,
                classSelection,
                annotationsPrefix,
                PeerOptions.DEFAULTS);
    }

    /// These options with other ones on peers.
    public IngressOptions withPeers(PeerOptions other) {
        return new IngressOptions(
                configMap,
                defaultCertificate,
                defaultBackend,
                ingressClass,
                controllerClass,
                classSelection,
                annotationsPrefix,
                other);
    }

    /// @param withoutClass whether Ingresses that name no class are ours
    /// @param byName whether an IngressClass is ours by its name too
    public record ClassSelection(boolean withoutClass, boolean byName) {}

    /// How the peers of Services are found.
    ///
    /// @param discovery how the proxy learns of them
    /// @param zone where the proxy runs, if the hints for zones in EndpointSlices count
    /// @param externalNames whether Services may lead out of the cluster
    public record PeerOptions(
            PeerDiscovery discovery, Optional<String> zone, ExternalNames externalNames) {
        /// These options with the zone whose endpoints are preferred.
        public PeerOptions in(String ourZone) {
            return new PeerOptions(discovery, Optional.of(ourZone), externalNames);
        }

        /// Part of the configuration, and hints do not count.
        public static final PeerOptions DEFAULTS =
                new PeerOptions(PeerDiscovery.CONFIGURED, Optional.empty(), ExternalNames.SERVED);
    }

    /// How the proxy learns of the peers of Services.
    public enum PeerDiscovery {
        /// They are part of the configuration.
        CONFIGURED,
        /// It asks for them while serving.
        RESOLVED
    }

    /// Whether Services of type ExternalName are served.
    public enum ExternalNames {
        SERVED,
        /// What `--disable-svc-external-name` asks for.
        REFUSED
    }
}
