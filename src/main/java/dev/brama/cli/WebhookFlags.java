package dev.brama.cli;

import dev.brama.admission.AdmissionOptions;
import dev.brama.cluster.NamespacedName;
import dev.brama.controller.WebhookOptions;
import dev.brama.ingress.IngressOptions;
import dev.brama.syntax.Capabilities;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The webhook that judges Ingresses before they are stored.
final class WebhookFlags {
    @Option(
            names = "--validating-webhook",
            paramLabel = "[IP]:PORT",
            description = "Where the API server calls the webhook (default: there is none).")
    private @Nullable String address;

    @Option(
            names = {"--validating-webhook-certificate", "--webhook-certificate"},
            paramLabel = "FILE",
            description = "Its certificate, where somebody else keeps it.")
    private @Nullable Path chain;

    @Option(
            names = {"--validating-webhook-key", "--webhook-key"},
            paramLabel = "FILE",
            description = "The key of that certificate.")
    private @Nullable Path key;

    @Option(
            names = "--webhook-service",
            paramLabel = "NS/SERVICE",
            converter = IngressFlags.NameConverter.class,
            description = "Service by which the API server calls it.")
    private @Nullable NamespacedName service;

    @Option(
            names = "--webhook-configuration",
            paramLabel = "NAME",
            description =
                    "ValidatingWebhookConfiguration in which its certificate authority is kept"
                            + " right.")
    private @Nullable String configuration;

    @Option(
            names = "--webhook-secret",
            paramLabel = "NS/SECRET",
            converter = IngressFlags.NameConverter.class,
            description = "Secret in which Brama keeps the certificate that it makes.")
    private @Nullable NamespacedName secret;

    @Option(
            names = "--deep-inspect",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Refuse texts that look like pieces of configuration (default:"
                            + " ${DEFAULT-VALUE}).")
    private boolean deep = true;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// @param watched the only namespace that is looked at, if any
    Optional<WebhookOptions> options(
            IngressOptions ingress, Capabilities capabilities, Optional<String> watched) {
        String where = address;
        if (where == null || where.isEmpty()) {
            return Optional.empty();
        }
        Predicate<String> ours = namespace -> watched.isEmpty() || watched.get().equals(namespace);
        return Optional.of(
                new WebhookOptions(
                        address(where),
                        new AdmissionOptions(
                                ingress,
                                capabilities,
                                ingress.classSelection().catchAll()
                                        ? AdmissionOptions.CatchAll.ALLOWED
                                        : AdmissionOptions.CatchAll.DISABLED,
                                deep
                                        ? AdmissionOptions.Inspection.DEEP
                                        : AdmissionOptions.Inspection.NONE,
                                ours),
                        certificate()));
    }

    private WebhookOptions.Certificate certificate() {
        Path chainFile = chain;
        Path keyFile = key;
        NamespacedName by = service;
        String name = configuration;
        NamespacedName kept = secret;
        if (chainFile != null && keyFile != null) {
            return new WebhookOptions.Certificate.Files(chainFile, keyFile);
        }
        if (by != null && name != null && kept != null) {
            return new WebhookOptions.Certificate.Own(by, name, kept);
        }
        throw UsageMistake.of(
                spec,
                "--validating-webhook needs a certificate: name --validating-webhook-certificate"
                        + " and --validating-webhook-key, or --webhook-service,"
                        + " --webhook-configuration and --webhook-secret");
    }

    private InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = colon < 0 ? "" : text.substring(0, colon);
            return host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(
                            InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")), port);
        } catch (IllegalArgumentException e) {
            throw UsageMistake.of(
                    spec,
                    "--validating-webhook takes [IP]:PORT, such as :8443, not '" + text + "'");
        }
    }
}
