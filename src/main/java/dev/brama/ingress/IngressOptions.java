package dev.brama.ingress;

import dev.brama.cluster.NamespacedName;
import dev.brama.settings.AnnotationReader;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
/// @param streams where TCP and UDP services are named
public record IngressOptions(
        NamespacedName configMap,
        Optional<NamespacedName> defaultCertificate,
        Optional<NamespacedName> defaultBackend,
        String ingressClass,
        String controllerClass,
        ClassSelection classSelection,
        String annotationsPrefix,
        PeerOptions peers,
        StreamSources streams) {
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
                    PeerOptions.DEFAULTS,
                    StreamSources.NONE);

    /// Options with peers that are part of the configuration, without streams.
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
                PeerOptions.DEFAULTS,
                StreamSources.NONE);
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
                other,
                streams);
    }

    /// These options with other ones on streams.
    public IngressOptions with(StreamSources other) {
        return new IngressOptions(
                configMap,
                defaultCertificate,
                defaultBackend,
                ingressClass,
                controllerClass,
                classSelection,
                annotationsPrefix,
                peers,
                other);
    }

    /// These options with further ports that streams cannot have.
    public IngressOptions reserving(Set<Integer> ports) {
        Set<Integer> all = new TreeSet<>(streams.reserved());
        all.addAll(ports);
        return with(new StreamSources(streams.tcp(), streams.udp(), all));
    }

    /// The ConfigMaps that are read.
    public Set<NamespacedName> configMaps() {
        Set<NamespacedName> all = new TreeSet<>();
        all.add(configMap);
        streams.tcp().ifPresent(all::add);
        streams.udp().ifPresent(all::add);
        return all;
    }

    /// Where TCP and UDP services are named.
    ///
    /// @param tcp the ConfigMap with ports of TCP
    /// @param udp the ConfigMap with ports of UDP
    /// @param reserved ports that the proxy and Brama need themselves
    public record StreamSources(
            Optional<NamespacedName> tcp, Optional<NamespacedName> udp, Set<Integer> reserved) {
        /// Nowhere.
        public static final StreamSources NONE =
                new StreamSources(Optional.empty(), Optional.empty(), Set.of());

        public StreamSources {
            reserved = Set.copyOf(reserved);
        }
    }

    /// @param withoutClass whether Ingresses that name no class are ours
    /// @param byName whether an IngressClass is ours by its name too
    /// @param catchAll whether Ingresses with nothing but a default backend are ours
    public record ClassSelection(boolean withoutClass, boolean byName, boolean catchAll) {
        /// A selection that takes catch-all Ingresses.
        public ClassSelection(boolean withoutClass, boolean byName) {
            this(withoutClass, byName, true);
        }
    }

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
