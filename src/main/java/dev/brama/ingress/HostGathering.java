package dev.brama.ingress;

import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.IngressObject;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.HostPattern;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.ServerName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Gathers the rules of all Ingresses by host: those of one host go together, whoever wrote them.
final class HostGathering {
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._/-]*");

    private final TreeMap<HostPattern, HostDraft> hosts = new TreeMap<>();
    private final HostDraft fallback = new HostDraft(new HostPattern.AnyHost());
    private final Strictness strictness;
    private final List<Problem> problems;
    private final List<AcceptedIngress> ingresses = new ArrayList<>();
    private final Set<HostDraft> byAge = new LinkedHashSet<>();
    private Optional<AcceptedIngress> catchAll = Optional.empty();

    /// Whether odd characters in Exact and Prefix paths are told.
    enum Strictness {
        PLAIN_PATHS,
        ANY_PATHS
    }

    HostGathering(Strictness strictness, List<Problem> problems) {
        this.strictness = strictness;
        this.problems = problems;
    }

    /// The hosts that are named.
    List<HostDraft> hosts() {
        return List.copyOf(hosts.values());
    }

    /// The hosts that are named, in the order in which Ingresses first named them.
    List<HostDraft> hostsByAge() {
        return List.copyOf(byAge);
    }

    /// All Ingresses, oldest first.
    List<AcceptedIngress> ingresses() {
        return List.copyOf(ingresses);
    }

    /// What answers where no named host does.
    HostDraft fallback() {
        return fallback;
    }

    /// The Ingress that takes all requests no rule is for: the oldest with a default backend only.
    Optional<AcceptedIngress> catchAll() {
        return catchAll;
    }

    /// Whether a host is named by an Ingress.
    boolean isNamed(HostPattern host) {
        return hosts.containsKey(host);
    }

    /// Adds the rules of one Ingress; to be called oldest first.
    void add(AcceptedIngress ingress) {
        ingresses.add(ingress);
        IngressObject object = ingress.object();
        if (object.rules().isEmpty() && object.defaultBackend().isPresent()) {
            addCatchAll(ingress);
        }
        for (int i = 0; i < object.rules().size(); i++) {
            addRule(ingress, object.rules().get(i), "spec.rules[" + i + "]");
        }
    }

    private void addCatchAll(AcceptedIngress ingress) {
        fallback.takesPart(ingress);
        if (catchAll.isEmpty()) {
            catchAll = Optional.of(ingress);
            return;
        }
        problems.add(IngressClaims.allElseTaken(ingress.ref(), catchAll.get().ref()));
    }

    private void addRule(AcceptedIngress ingress, IngressObject.IngressRule rule, String field) {
        Optional<HostDraft> host = host(ingress, rule.host(), field + ".host");
        if (host.isEmpty()) {
            return;
        }
        host.get().takesPart(ingress);
        if (host.get() != fallback) {
            byAge.add(host.get());
        }
        for (int i = 0; i < rule.paths().size(); i++) {
            addPath(ingress, host.get(), rule.paths().get(i), field + ".http.paths[" + i + "]");
        }
    }

    private void addPath(
            AcceptedIngress ingress, HostDraft host, IngressObject.IngressPath path, String field) {
        String text = path.path().isEmpty() ? "/" : path.path();
        switch (LocationPath.parse(text)) {
            case Parsed.Valid<LocationPath>(LocationPath parsed) -> {
                DraftLocation.Kind kind = kindOf(path.pathType());
                tellOddCharacters(ingress, parsed, kind, field);
                host.claim(
                        new DraftLocation(
                                ingress, field, parsed, kind, Optional.of(path.backend())),
                        problems);
            }
            case Parsed.Invalid<LocationPath>(String reason, String fix) ->
                    problems.add(
                            Problem.error(
                                    ingress.ref(),
                                    field + ".path",
                                    Reason.INVALID_FIELD,
                                    Excerpt.of(text) + " is " + reason + "; this rule is left out.",
                                    Sentence.of(fix)));
        }
    }

    private void tellOddCharacters(
            AcceptedIngress ingress, LocationPath path, DraftLocation.Kind kind, String field) {
        if (strictness == Strictness.PLAIN_PATHS
                && kind != DraftLocation.Kind.SPECIFIC
                && !PLAIN_PATH.matcher(path.value()).matches()) {
            problems.add(
                    Problem.warning(
                            ingress.ref(),
                            field + ".path",
                            Reason.INVALID_FIELD,
                            "%s is not a plain path, as pathType %s demands."
                                    .formatted(Excerpt.of(path.value()), kind.word()),
                            "Set pathType: ImplementationSpecific, or strict-validate-path-type:"
                                    + " \"false\" in the ConfigMap."));
        }
    }

    private Optional<HostDraft> host(AcceptedIngress ingress, String text, String field) {
        if (text.isEmpty()) {
            return Optional.of(fallback);
        }
        boolean wildcard = text.startsWith("*.");
        return switch (ServerName.parse(wildcard ? text.substring(2) : text)) {
            case Parsed.Valid<ServerName>(ServerName name) ->
                    Optional.of(
                            hosts.computeIfAbsent(
                                    wildcard
                                            ? new HostPattern.WildcardHost(name)
                                            : new HostPattern.ExactHost(name),
                                    HostDraft::new));
            case Parsed.Invalid<ServerName>(String reason, String fix) -> {
                problems.add(
                        Problem.error(
                                ingress.ref(),
                                field,
                                Reason.INVALID_FIELD,
                                Excerpt.of(text) + " is " + reason + "; this rule is left out.",
                                Sentence.of(fix)));
                yield Optional.empty();
            }
        };
    }

    private static DraftLocation.Kind kindOf(IngressObject.PathType type) {
        return switch (type) {
            case EXACT -> DraftLocation.Kind.EXACT;
            case PREFIX -> DraftLocation.Kind.PREFIX;
            case IMPLEMENTATION_SPECIFIC -> DraftLocation.Kind.SPECIFIC;
        };
    }

    /// The implicit `/` of a host: goes to the default backend of the first Ingress that names it.
    static DraftLocation implicitRoot(AcceptedIngress first) {
        Optional<IngressBackend> backend = first.object().defaultBackend();
        return new DraftLocation(
                first,
                "spec.defaultBackend",
                LocationPath.ROOT,
                DraftLocation.Kind.IMPLICIT,
                backend);
    }
}
