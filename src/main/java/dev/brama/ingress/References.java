package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.settings.Annotations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// The Secrets and ConfigMaps that our Ingresses and flags name, whether they exist or not. All
/// others need not be known, so they never are.
///
/// @param secrets Secrets with certificates or passwords
/// @param configMaps ConfigMaps with settings
public record References(Set<NamespacedName> secrets, Set<NamespacedName> configMaps) {
    public References {
        secrets = Set.copyOf(secrets);
        configMaps = Set.copyOf(configMaps);
    }

    /// What is named by the Ingresses of our class in a state, and by the flags.
    public static References of(ClusterState state, IngressOptions options) {
        ClassFilter ours = new ClassFilter(options, state, new ArrayList<>());
        Set<NamespacedName> secrets = new HashSet<>();
        options.defaultCertificate().ifPresent(secrets::add);
        state.ingresses().stream()
                .filter(ours::isOurs)
                .flatMap(ingress -> secrets(ingress, options))
                .forEach(secrets::add);
        return new References(secrets, options.configMaps());
    }

    private static Stream<NamespacedName> secrets(IngressObject ingress, IngressOptions options) {
        Stream<String> certificates =
                ingress.tls().stream()
                        .map(IngressObject.TlsEntry::secretName)
                        .filter(name -> !name.isEmpty());
        String password =
                ingress.annotations()
                        .get(options.annotationsPrefix() + "/" + Annotations.AUTH_SECRET.name());
        return Stream.concat(certificates, Stream.ofNullable(password))
                .map(name ->
                        NamespacedName.parse(name)
                                .orElseGet(
                                        () -> new NamespacedName(ingress.id().namespace(), name)));
    }
}
