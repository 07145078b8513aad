package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import dev.brama.kube.LiveCluster;
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

    private static Optional<String> filled(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }
}
