package dev.brama.admission;

import dev.brama.cluster.ConfigMapObject;
import dev.brama.problem.Problem;
import dev.brama.problem.Severity;
import dev.brama.settings.AnnotationReader;
import java.util.Optional;

/// Which problems of an Ingress are worth refusing it.
final class RefusalRule {
    private final String prefix;

    /// @param prefix what stands before the `/` in our annotations
    RefusalRule(String prefix) {
        this.prefix = prefix;
    }

    /// Whether the ConfigMap lets annotations hold pieces of configuration. Brama ignores them even
    /// so, but who allows them does not want Ingresses refused for them.
    static boolean allowsSnippets(Optional<ConfigMapObject> configMap) {
        return configMap
                .map(object -> object.data().getOrDefault("allow-snippet-annotations", ""))
                .filter(text -> text.strip().equals("true"))
                .isPresent();
    }

    /// Whether a problem is a mistake of the Ingress's author that stays one whatever else comes.
    boolean refuses(Problem problem, boolean snippets) {
        return switch (problem.reason()) {
            case MALFORMED_DOCUMENT,
                    UNSUPPORTED_VERSION,
                    MISSING_FIELD,
                    DUPLICATE_OBJECT,
                    INVALID_SETTING,
                    FORBIDDEN_SETTING,
                    PATH_CLAIMED,
                    CROSS_NAMESPACE,
                    TOO_LARGE ->
                    problem.isError();
            // That an Exact path is an expression is told as a warning, for it is served.
            case INVALID_FIELD -> problem.isError() || problem.field().endsWith(".path");
            case UNKNOWN_SETTING -> hasForeignPrefix(problem);
            case UNSUPPORTED_SETTING -> !snippets && problem.field().endsWith("-snippet]");
            case INEFFECTIVE_SETTING,
                    HOST_CLAIMED,
                    ADDRESS_CLAIMED,
                    NO_ADDRESS,
                    NOT_ANNOUNCED,
                    MISSING_REFERENCE,
                    NO_ENDPOINTS,
                    INVALID_CERTIFICATE,
                    EXPIRED_CERTIFICATE,
                    CERTIFICATE_MISMATCH,
                    REFUSED_BY_NGINX,
                    MISSING_CAPABILITY,
                    // Those of Services and nodes are no concern of an Ingress.
                    NO_NODE,
                    UNKNOWN_HOLDER,
                    UNSUPPORTED_KIND,
                    ADDRESS_IN_USE,
                    MISSING_INTERFACE,
                    LINK_DOWN,
                    ARP_NOT_STRICT,
                    REVERSE_PATH_FILTER,
                    WRONG_SUBNET ->
                    false;
        };
    }

    /// With a prefix of one's own, ingress-nginx's is a mistake, not another controller's.
    private boolean hasForeignPrefix(Problem problem) {
        return !prefix.equals(AnnotationReader.DEFAULT_PREFIX)
                && problem.field()
                        .startsWith(
                                "metadata.annotations[" + AnnotationReader.DEFAULT_PREFIX + "/");
    }

    /// The same problem as one by which something does not take effect.
    static Problem asError(Problem problem) {
        return new Problem(
                problem.object(),
                problem.field(),
                Severity.ERROR,
                problem.reason(),
                problem.message(),
                problem.fix());
    }
}
