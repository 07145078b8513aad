package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IngressObject.PathType;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.settings.AnnotationReader;
import dev.brama.settings.Annotations;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What an Ingress wants to have for itself alone.
///
/// @param paths its paths, each with its host
/// @param hosts the hosts of its rules
/// @param aliases more names of its hosts, in lower case
/// @param twins names with or without `www.` that it wants redirected
/// @param standing beside whom it may claim the same
/// @param takesAllElse whether it wants all requests that no rule is for
public record IngressClaims(
        List<PathClaim> paths,
        Set<String> hosts,
        Set<String> aliases,
        Set<String> twins,
        Standing standing,
        boolean takesAllElse) {
    private static final Set<String> YES = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> NAMING =
            Set.of(Annotations.SERVER_ALIAS.name(), Annotations.FROM_TO_WWW_REDIRECT.name());

    public IngressClaims {
        paths = List.copyOf(paths);
        hosts = Set.copyOf(hosts);
        aliases = Set.copyOf(aliases);
        twins = Set.copyOf(twins);
    }

    /// What a path is claimed by: of two Ingresses with an equal one, only the older is served.
    ///
    /// @param host the host as [dev.brama.proxy.HostPattern#text] has it
    /// @param path the path
    /// @param exact whether only the path itself matches
    public record PathKey(String host, String path, boolean exact) {}

    /// @param key what is claimed
    /// @param field where the Ingress claims it
    public record PathClaim(PathKey key, String field) {}

    /// A canary stands beside the Ingress whose requests it shares.
    public enum Standing {
        MAIN,
        CANARY
    }

    /// The claims of an Ingress; what cannot be read claims nothing.
    ///
    /// @param prefix what stands before the `/` in our annotations
    public static IngressClaims of(IngressObject ingress, String prefix) {
        List<PathClaim> paths = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < ingress.rules().size(); i++) {
            IngressObject.IngressRule rule = ingress.rules().get(i);
            Optional<String> host = hostOf(rule.host());
            if (host.isPresent()) {
                hosts.add(host.get());
                for (int j = 0; j < rule.paths().size(); j++) {
                    String field = "spec.rules[" + i + "].http.paths[" + j + "]";
                    claim(host.get(), rule.paths().get(j), field).ifPresent(paths::add);
                }
            }
        }
        IngressSettings naming = naming(ingress, prefix);
        return new IngressClaims(
                paths,
                Set.copyOf(hosts),
                naming.get(Annotations.SERVER_ALIAS)
                        .map(names -> Set.copyOf(names.stream().map(IngressClaims::lower).toList()))
                        .orElse(Set.of()),
                naming.isOn(Annotations.FROM_TO_WWW_REDIRECT) ? twins(hosts) : Set.of(),
                isCanary(ingress, prefix) ? Standing.CANARY : Standing.MAIN,
                ingress.rules().isEmpty() && ingress.defaultBackend().isPresent());
    }

    private static String lower(String name) {
        return name.startsWith("~") ? name : name.toLowerCase(Locale.ROOT);
    }

    private static boolean isCanary(IngressObject ingress, String prefix) {
        return YES.contains(ingress.annotations().getOrDefault(prefix + "/canary", "").strip());
    }

    private static Optional<String> hostOf(String text) {
        if (text.isEmpty()) {
            return Optional.of("_");
        }
        boolean wildcard = text.startsWith("*.");
        return ServerName.parse(wildcard ? text.substring(2) : text)
                .toOptional()
                .map(name -> wildcard ? "*." + name.value() : name.value());
    }

    private static Optional<PathClaim> claim(
            String host, IngressObject.IngressPath path, String field) {
        return LocationPath.parse(path.path().isEmpty() ? "/" : path.path())
                .toOptional()
                .map(parsed ->
                        new PathClaim(
                                new PathKey(
                                        host, parsed.value(), path.pathType() == PathType.EXACT),
                                field));
    }

    private static IngressSettings naming(IngressObject ingress, String prefix) {
        Map<String, String> few = new TreeMap<>();
        for (String name : NAMING) {
            String value = ingress.annotations().get(prefix + "/" + name);
            if (value != null) {
                few.put(prefix + "/" + name, value);
            }
        }
        return new AnnotationReader(prefix, GlobalSettings.DEFAULTS)
                .read(few, ingress.ref())
                .value();
    }

    private static Set<String> twins(List<String> hosts) {
        return Set.copyOf(
                hosts.stream()
                        .filter(host -> !host.equals("_") && !host.startsWith("*."))
                        .map(HostNames::twin)
                        .toList());
    }

    /// Says that a path belongs to an older Ingress already.
    ///
    /// @param host the host, `_` for any
    public static Problem pathTaken(
            ObjectRef ingress, String field, String host, String path, ObjectRef holder) {
        return Problem.error(
                ingress,
                field,
                Reason.PATH_CLAIMED,
                "Host %s and path %s already belong to Ingress %s; this rule gets no requests."
                        .formatted(host, Excerpt.of(path), holder.qualifiedName()),
                "Remove the rule from one of the two, or give it another path.");
    }

    /// Says that another Ingress takes all requests that no rule is for.
    public static Problem allElseTaken(ObjectRef ingress, ObjectRef holder) {
        return Problem.error(
                ingress,
                "spec.defaultBackend",
                Reason.PATH_CLAIMED,
                "Ingress %s already takes all requests that no rule is for; this one gets none."
                        .formatted(holder.qualifiedName()),
                "Remove the default backend from one of the two.");
    }

    /// Says that an alias belongs to another host already.
    public static Problem aliasTaken(ObjectRef ingress, String prefix, String alias) {
        return HostNames.leftOut(
                ingress,
                prefix,
                Excerpt.of(alias) + " already belongs to another host",
                "Remove the alias, or the other host.");
    }
}
