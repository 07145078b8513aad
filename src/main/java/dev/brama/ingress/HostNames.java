package dev.brama.ingress;

import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.HostPattern;
import dev.brama.proxy.VirtualHost.Alias;
import dev.brama.proxy.VirtualHost.RedirectedName;
import dev.brama.settings.Annotations;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Regex;
import dev.brama.syntax.ServerName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Names beyond the hosts of rules: aliases, and names that are redirected.
///
/// A name belongs to one host only: to the rule that has it, else to who came first.
final class HostNames {
    private final HostGathering gathering;
    private final int redirectCode;
    private final String prefix;
    private final List<Problem> problems;
    private final Set<String> taken = new HashSet<>();
    private final Map<HostPattern, List<Alias>> aliases = new HashMap<>();
    private final Map<HostPattern, RedirectedName> redirected = new HashMap<>();

    HostNames(HostGathering gathering, int redirectCode, String prefix, List<Problem> problems) {
        this.gathering = gathering;
        this.redirectCode = redirectCode;
        this.prefix = prefix;
        this.problems = problems;
        // Who came first is a matter of age, not of the alphabet.
        for (HostDraft host : gathering.hostsByAge()) {
            aliases.put(host.host(), aliasesOf(host));
        }
        for (HostDraft host : gathering.hostsByAge()) {
            redirectedTo(host).ifPresent(name -> redirected.put(host.host(), name));
        }
    }

    /// The aliases of a host: those of its oldest Ingress that has any.
    List<Alias> aliases(HostDraft host) {
        return aliases.getOrDefault(host.host(), List.of());
    }

    /// The twin with or without `www.` that is redirected to a host; none if it is served itself.
    Optional<RedirectedName> redirected(HostDraft host) {
        return Optional.ofNullable(redirected.get(host.host()));
    }

    private List<Alias> aliasesOf(HostDraft host) {
        Optional<AcceptedIngress> owner =
                host.ingresses().stream()
                        .filter(ingress ->
                                ingress.settings().get(Annotations.SERVER_ALIAS).isPresent())
                        .findFirst();
        if (owner.isEmpty()) {
            return List.of();
        }
        List<Alias> aliases = new ArrayList<>();
        for (String text : owner.get().settings().get(Annotations.SERVER_ALIAS).orElseThrow()) {
            alias(text, host, owner.get()).ifPresent(aliases::add);
        }
        return aliases;
    }

    private Optional<Alias> alias(String text, HostDraft host, AcceptedIngress owner) {
        if (text.startsWith("~")) {
            return Regex.parse(text.substring(1)).<Alias>map(Alias.AliasRegex::new).toOptional();
        }
        String name = text.toLowerCase(Locale.ROOT);
        boolean wildcard = name.startsWith("*.");
        return switch (ServerName.parse(wildcard ? name.substring(2) : name)) {
            case Parsed.Invalid<ServerName>(String reason, String fix) -> {
                tell(owner, Excerpt.of(text) + " is " + reason, Sentence.of(fix));
                yield Optional.empty();
            }
            case Parsed.Valid<ServerName>(ServerName parsed) -> {
                HostPattern pattern =
                        wildcard
                                ? new HostPattern.WildcardHost(parsed)
                                : new HostPattern.ExactHost(parsed);
                if (pattern.equals(host.host())) {
                    yield Optional.empty();
                }
                if (gathering.isNamed(pattern) || !taken.add(name)) {
                    problems.add(IngressClaims.aliasTaken(owner.ref(), prefix, text));
                    yield Optional.empty();
                }
                yield Optional.of(
                        wildcard ? new Alias.AliasWildcard(parsed) : new Alias.AliasName(parsed));
            }
        };
    }

    private Optional<RedirectedName> redirectedTo(HostDraft host) {
        if (!(host.host() instanceof HostPattern.ExactHost(ServerName name))) {
            return Optional.empty();
        }
        boolean wanted =
                host.ingresses().stream()
                        .anyMatch(ingress ->
                                ingress.settings().isOn(Annotations.FROM_TO_WWW_REDIRECT));
        if (!wanted) {
            return Optional.empty();
        }
        return ServerName.parse(twin(name.value()))
                .toOptional()
                .filter(other -> !gathering.isNamed(new HostPattern.ExactHost(other)))
                .filter(other -> taken.add(other.value()))
                .map(other -> new RedirectedName(other, name, redirectCode));
    }

    /// The same name with `www.` before it, or without.
    static String twin(String name) {
        return name.startsWith("www.") ? name.substring(4) : "www." + name;
    }

    private void tell(AcceptedIngress owner, String what, String fix) {
        problems.add(leftOut(owner.ref(), prefix, what, fix));
    }

    /// Says that an alias does not count.
    static Problem leftOut(ObjectRef ingress, String prefix, String what, String fix) {
        return Problem.warning(
                ingress,
                "metadata.annotations[" + prefix + "/server-alias]",
                Reason.HOST_CLAIMED,
                what + "; the alias is left out.",
                fix);
    }
}
