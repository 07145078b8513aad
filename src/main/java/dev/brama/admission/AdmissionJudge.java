package dev.brama.admission;

import dev.brama.admission.AdmissionOptions.CatchAll;
import dev.brama.admission.AdmissionOptions.Inspection;
import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressObject;
import dev.brama.ingress.ClassFilter;
import dev.brama.ingress.IngressClaims;
import dev.brama.ingress.IngressClaims.PathClaim;
import dev.brama.ingress.IngressClaims.PathKey;
import dev.brama.ingress.IngressClaims.Standing;
import dev.brama.ingress.IngressCompiler;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.LastGood;
import dev.brama.ingress.Surroundings;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Judges an Ingress: by what it says itself, and by what others have already.
///
/// Only the one Ingress is compiled, with the few objects that it names, so that a verdict takes as
/// long among ten thousand Ingresses as among ten. Refused is what would be wrong whatever other
/// objects there are; what is missing may come yet, and is only warned of.
public final class AdmissionJudge {
    private static final Certificate NO_CERTIFICATE =
            new Certificate(FileId.of("fallback certificate"), "", "", "");

    private final AdmissionOptions options;
    private final RefusalRule rule;
    private final String prefix;

    /// @param options the flags
    public AdmissionJudge(AdmissionOptions options) {
        this.options = options;
        this.prefix = options.ingress().annotationsPrefix();
        this.rule = new RefusalRule(prefix);
    }

    /// Whether Ingresses of this class and namespace are ours to judge.
    ///
    /// @param outline the Ingress, of which namespace, annotations and class count
    boolean isOurs(IngressObject outline, AdmissionIndex index) {
        return options.watched().test(outline.id().namespace())
                && new ClassFilter(options.ingress(), index.state(), new ArrayList<>())
                        .isOurs(outline);
    }

    /// What is wrong with an Ingress of ours that asks to be stored.
    ///
    /// @param ingress as it would be stored
    /// @param index what is there
    public Judgement judge(IngressObject ingress, AdmissionIndex index, Instant now) {
        IngressOptions flags = options.ingress();
        Neighbourhood around = new Neighbourhood(index.state(), flags, ingress);
        List<Problem> intrinsic = compile(around.ideal(), ingress.ref(), now);
        List<Problem> refusals = new ArrayList<>(ownRefusals(ingress));
        boolean snippets = RefusalRule.allowsSnippets(index.state().configMap(flags.configMap()));
        intrinsic.stream()
                .filter(problem -> rule.refuses(problem, snippets))
                .map(RefusalRule::asError)
                .forEach(refusals::add);
        List<Problem> warnings = new ArrayList<>(intrinsic);
        warnings.addAll(compile(around.real(), ingress.ref(), now));
        IngressClaims claims = IngressClaims.of(ingress, prefix);
        judgeClaims(ingress.ref(), claims, index, refusals, warnings);
        Set<Problem> refused = new HashSet<>(refusals);
        warnings.removeIf(problem -> refused.contains(RefusalRule.asError(problem)));
        return new Judgement(refusals, warnings);
    }

    private List<Problem> compile(ClusterState state, ObjectRef ingress, Instant now) {
        Surroundings surroundings =
                new Surroundings(now, options.capabilities(), NO_CERTIFICATE, LastGood.NONE);
        return new IngressCompiler(options.ingress())
                .compile(state, surroundings).problems().stream()
                        .filter(problem -> problem.object().equals(ingress))
                        .toList();
    }

    private List<Problem> ownRefusals(IngressObject ingress) {
        List<Problem> found = new ArrayList<>();
        if (options.inspection() == Inspection.DEEP) {
            found.addAll(DeepInspection.of(ingress));
        }
        if (options.catchAll() == CatchAll.DISABLED && ingress.defaultBackend().isPresent()) {
            found.add(
                    Problem.error(
                            ingress.ref(),
                            "spec.defaultBackend",
                            Reason.FORBIDDEN_SETTING,
                            "Default backends of Ingresses are switched off here"
                                    + " (--disable-catch-all).",
                            "Remove spec.defaultBackend."));
        }
        return found;
    }

    private void judgeClaims(
            ObjectRef ingress,
            IngressClaims claims,
            AdmissionIndex index,
            List<Problem> refusals,
            List<Problem> warnings) {
        for (PathClaim claim : claims.paths()) {
            PathKey key = claim.key();
            index.holderOf(key, claims.standing(), ingress)
                    .map(holder ->
                            IngressClaims.pathTaken(
                                    ingress, claim.field(), key.host(), key.path(), holder))
                    .ifPresent(refusals::add);
            if (claims.standing() == Standing.CANARY
                    && index.holderOf(key, Standing.MAIN, ingress).isEmpty()) {
                warnings.add(lonelyCanary(ingress, claim));
            }
        }
        if (claims.takesAllElse() && claims.standing() == Standing.MAIN) {
            index.holderOfAllElse(ingress)
                    .map(holder -> IngressClaims.allElseTaken(ingress, holder))
                    .ifPresent(refusals::add);
        }
        judgeNames(ingress, claims, index, refusals, warnings);
    }

    private void judgeNames(
            ObjectRef ingress,
            IngressClaims claims,
            AdmissionIndex index,
            List<Problem> refusals,
            List<Problem> warnings) {
        for (String alias : claims.aliases()) {
            boolean taken =
                    index.holderOfHost(alias, ingress).isPresent()
                            || index.holderOfAlias(alias, ingress, claims.hosts()).isPresent();
            if (taken && !claims.hosts().contains(alias)) {
                refusals.add(RefusalRule.asError(IngressClaims.aliasTaken(ingress, prefix, alias)));
            }
        }
        for (String host : claims.hosts()) {
            index.holderOfAlias(host, ingress, claims.hosts())
                    .map(holder -> takesAlias(ingress, host, holder))
                    .ifPresent(warnings::add);
        }
        for (String twin : claims.twins()) {
            index.holderOfAlias(twin, ingress, Set.of())
                    .map(holder -> redirectsNothing(ingress, twin, holder))
                    .ifPresent(warnings::add);
        }
    }

    private static Problem lonelyCanary(ObjectRef ingress, PathClaim claim) {
        return Problem.warning(
                ingress,
                claim.field(),
                Reason.MISSING_REFERENCE,
                "This canary has no main Ingress of the same host, path and pathType; it gets no"
                        + " requests.",
                "Create the main Ingress.");
    }

    private static Problem takesAlias(ObjectRef ingress, String host, ObjectRef holder) {
        return Problem.warning(
                ingress,
                "spec.rules",
                Reason.HOST_CLAIMED,
                "Host "
                        + host
                        + " is an alias of Ingress "
                        + holder.qualifiedName()
                        + ", which loses it to this one.",
                "Remove the rule, or the alias there.");
    }

    private Problem redirectsNothing(ObjectRef ingress, String twin, ObjectRef holder) {
        return Problem.warning(
                ingress,
                "metadata.annotations[" + prefix + "/from-to-www-redirect]",
                Reason.HOST_CLAIMED,
                "Host "
                        + twin
                        + " is an alias of Ingress "
                        + holder.qualifiedName()
                        + " and is not redirected.",
                "Remove the annotation, or the alias there.");
    }
}
