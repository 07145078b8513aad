package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Optional;

/// Which Ingresses are ours, by the rules of ingress-nginx: a class that is named decides, else the
/// old annotation, else the flag for Ingresses without a class.
public final class ClassFilter {
    private static final String ANNOTATION = "kubernetes.io/ingress.class";

    private final IngressOptions options;
    private final ClusterState state;
    private final List<Problem> problems;

    /// @param options the flags
    /// @param state holds the IngressClasses
    /// @param problems takes what is wrong with classes
    public ClassFilter(IngressOptions options, ClusterState state, List<Problem> problems) {
        this.options = options;
        this.state = state;
        this.problems = problems;
    }

    /// Whether an Ingress is ours.
    public boolean isOurs(IngressObject ingress) {
        return hasOurClass(ingress)
                && (options.classSelection().catchAll() || !isCatchAll(ingress));
    }

    private boolean isCatchAll(IngressObject ingress) {
        boolean catchAll = ingress.defaultBackend().isPresent() && ingress.rules().isEmpty();
        if (catchAll) {
            problems.add(
                    Problem.error(
                            ingress.ref(),
                            "spec.defaultBackend",
                            Reason.FORBIDDEN_SETTING,
                            "An Ingress that takes all requests no rule is for is not allowed here"
                                    + " (--disable-catch-all); it is left out.",
                            "Add rules with hosts."));
        }
        return catchAll;
    }

    private boolean hasOurClass(IngressObject ingress) {
        Optional<String> className = ingress.ingressClassName();
        if (className.isPresent()) {
            return isOurClass(ingress, className.get());
        }
        String annotated = ingress.annotations().get(ANNOTATION);
        if (annotated != null && !annotated.isEmpty()) {
            return annotated.equals(options.ingressClass());
        }
        return options.classSelection().withoutClass() || ourClassIsDefault();
    }

    private boolean isOurClass(IngressObject ingress, String name) {
        IngressClassObject ingressClass = state.ingressClasses().get(name);
        boolean ourName = name.equals(options.ingressClass());
        if (ingressClass == null) {
            if (ourName) {
                missingClass(ingress, name);
                // Manifests often come without the class, which the chart brings.
                return state.ingressClasses().isEmpty();
            }
            return false;
        }
        return ingressClass.controller().equals(options.controllerClass())
                || (options.classSelection().byName() && ourName);
    }

    private void missingClass(IngressObject ingress, String name) {
        problems.add(
                Problem.warning(
                        ingress.ref(),
                        "spec.ingressClassName",
                        Reason.MISSING_REFERENCE,
                        "There is no IngressClass " + Excerpt.of(name) + ".",
                        "Create the IngressClass with spec.controller "
                                + options.controllerClass()
                                + "."));
    }

    // The API server fills in the default class; a folder of manifests has no API server.
    private boolean ourClassIsDefault() {
        return state.ingressClasses().values().stream()
                .anyMatch(ingressClass ->
                        ingressClass.isDefault()
                                && ingressClass.controller().equals(options.controllerClass()));
    }
}
