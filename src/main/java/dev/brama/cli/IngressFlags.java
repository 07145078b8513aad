package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The flags that decide what Ingresses mean; spelled as in ingress-nginx.
final class IngressFlags {
    @Option(
            names = "--configmap",
            paramLabel = "NS/NAME",
            defaultValue = "ingress-nginx/ingress-nginx-controller",
            converter = NameConverter.class,
            description =
                    "ConfigMap with the settings, read where the manifests hold it"
                            + " (default: ${DEFAULT-VALUE}).")
    private NamespacedName configMap = IngressOptions.DEFAULTS.configMap();

    @Option(
            names = "--tcp-services-configmap",
            paramLabel = "NS/NAME",
            converter = NameConverter.class,
            description = "ConfigMap with TCP services: PORT: \"NS/SERVICE:PORT[:PROXY][:PROXY]\".")
    private @Nullable NamespacedName tcpServices;

    @Option(
            names = "--udp-services-configmap",
            paramLabel = "NS/NAME",
            converter = NameConverter.class,
            description = "ConfigMap with UDP services: PORT: \"NS/SERVICE:PORT\".")
    private @Nullable NamespacedName udpServices;

    @Option(
            names = "--default-ssl-certificate",
            paramLabel = "NS/SECRET",
            converter = NameConverter.class,
            description = "Secret with the certificate for hosts without one.")
    private @Nullable NamespacedName defaultCertificate;

    @Option(
            names = "--default-backend-service",
            paramLabel = "NS/SERVICE",
            converter = NameConverter.class,
            description = "Service that answers where no rule does; its first port.")
    private @Nullable NamespacedName defaultBackend;

    @Option(
            names = "--ingress-class",
            paramLabel = "NAME",
            defaultValue = "nginx",
            description =
                    "Value of the annotation kubernetes.io/ingress.class that is ours"
                            + " (default: ${DEFAULT-VALUE}).")
    private String ingressClass = "nginx";

    @Option(
            names = "--controller-class",
            paramLabel = "NAME",
            defaultValue = "k8s.io/ingress-nginx",
            description =
                    "spec.controller of the IngressClasses that are ours"
                            + " (default: ${DEFAULT-VALUE}).")
    private String controllerClass = "k8s.io/ingress-nginx";

    @Option(
            names = "--watch-ingress-without-class",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take Ingresses that name no class too.")
    private boolean withoutClass;

    @Option(
            names = "--ingress-class-by-name",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take an IngressClass by its name too.")
    private boolean byName;

    @Option(
            names = "--disable-catch-all",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take no Ingress that has nothing but a default backend.")
    private boolean withoutCatchAll;

    @Option(
            names = "--annotations-prefix",
            paramLabel = "PREFIX",
            defaultValue = "nginx.ingress.kubernetes.io",
            description =
                    "What stands before the / in our annotations" + " (default: ${DEFAULT-VALUE}).")
    private String annotationsPrefix = "nginx.ingress.kubernetes.io";

    @Option(
            names = "--templates",
            paramLabel = "DIR",
            description = "Folder with templates that take the place of those of the same name.")
    private @Nullable Path templates;

    IngressOptions options() {
        IngressOptions options =
                new IngressOptions(
                        configMap,
                        Optional.ofNullable(defaultCertificate),
                        Optional.ofNullable(defaultBackend),
                        ingressClass,
                        controllerClass,
                        new IngressOptions.ClassSelection(withoutClass, byName, !withoutCatchAll),
                        annotationsPrefix);
        return options.with(
                new IngressOptions.StreamSources(
                        Optional.ofNullable(tcpServices),
                        Optional.ofNullable(udpServices),
                        Set.of()));
    }

    Optional<Path> templates() {
        return Optional.ofNullable(templates);
    }

    /// Reads `NAMESPACE/NAME`.
    static final class NameConverter implements ITypeConverter<NamespacedName> {
        @Override
        public NamespacedName convert(String value) {
            return NamespacedName.parse(value)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "write NAMESPACE/NAME, not '" + value + "'"));
        }
    }
}
