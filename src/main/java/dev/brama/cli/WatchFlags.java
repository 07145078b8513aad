package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions;
import dev.brama.kube.LiveCluster;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which objects of the cluster are looked at.
final class WatchFlags {
    @Option(
            names = "--watch-namespace",
            paramLabel = "NAME",
            description = "The only namespace that is looked at (default: all).")
    private @Nullable String namespace;

    @Option(
            names = "--watch-namespace-selector",
            paramLabel = "LABELS",
            description =
                    "Labels of the namespaces whose Ingresses count, such as exposed=yes (default:"
                            + " all).")
    private @Nullable String selector;

    @Option(
            names = "--enable-topology-aware-routing",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Prefer endpoints that hints of their EndpointSlice name for our zone, by the"
                            + " label of the Node that NODE_NAME names.")
    private boolean preferZone;

    @Option(
            names = "--disable-svc-external-name",
            arity = "0..1",
            fallbackValue = "true",
            description = "Serve no Services of type ExternalName.")
    private boolean withoutExternalNames;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// @param foreignConfigMaps ConfigMaps that are read wherever they are
    LiveCluster.Scope scope(Set<NamespacedName> foreignConfigMaps) {
        Optional<String> only = filled(namespace);
        Optional<String> labels = filled(selector);
        if (only.isPresent() && labels.isPresent()) {
            CommandSpec command = spec;
            if (command != null) {
                throw new ParameterException(
                        command.commandLine(),
                        "--watch-namespace and --watch-namespace-selector exclude each other;"
                                + " leave one out");
            }
        }
        return new LiveCluster.Scope(only, labels, foreignConfigMaps);
    }

    /// The only namespace that is looked at, if any.
    Optional<String> namespace() {
        return filled(namespace);
    }

    /// The Node whose zone's endpoints are preferred, if any are.
    Optional<String> node(Map<String, String> environment) {
        Optional<String> node = Optional.ofNullable(environment.get("NODE_NAME"));
        if (preferZone && node.isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--enable-topology-aware-routing needs the name of our Node in NODE_NAME");
        }
        return preferZone ? node : Optional.empty();
    }

    /// Whether Services may lead out of the cluster.
    IngressOptions.ExternalNames externalNames() {
        return withoutExternalNames
                ? IngressOptions.ExternalNames.REFUSED
                : IngressOptions.ExternalNames.SERVED;
    }

    private static Optional<String> filled(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }
}
