package dev.brama.ingress;

import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.PathMatch;
import dev.brama.proxy.SessionCookie;
import dev.brama.settings.AffinityMode;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The session cookies that Ingresses ask for.
final class SessionReader {
    private static final Word NAME = new Word("INGRESSCOOKIE");
    private static final Text ROOT = new Text("/");
    // A dot stands in many paths, and matches itself.
    private static final Pattern EXPRESSION = Pattern.compile("[\\\\^$*+?()\\[\\]{}|]");

    private static final List<Annotation<?>> OF_COOKIE =
            List.of(
                    Annotations.AFFINITY_MODE,
                    Annotations.SESSION_COOKIE_NAME,
                    Annotations.SESSION_COOKIE_PATH,
                    Annotations.SESSION_COOKIE_DOMAIN,
                    Annotations.SESSION_COOKIE_EXPIRES,
                    Annotations.SESSION_COOKIE_MAX_AGE,
                    Annotations.SESSION_COOKIE_SAMESITE,
                    Annotations.SESSION_COOKIE_CONDITIONAL_SAMESITE_NONE,
                    Annotations.SESSION_COOKIE_SECURE,
                    Annotations.SESSION_COOKIE_CHANGE_ON_FAILURE);
    private static final List<Annotation<?>> OVERRULED =
            List.of(Annotations.UPSTREAM_HASH_BY, Annotations.LOAD_BALANCE);

    private final String prefix;
    private final Backends backends;
    private final List<Problem> problems;
    private final Set<Told> told = new HashSet<>();

    SessionReader(String prefix, Backends backends, List<Problem> problems) {
        this.prefix = prefix;
        this.backends = backends;
        this.problems = problems;
    }

    /// What an Ingress has been told already: many paths have the same backend.
    private record Told(ObjectRef ingress, Object subject) {}

    /// The cookie for the backends of an Ingress, if it asks for one.
    static Optional<SessionCookie> cookie(IngressSettings settings) {
        return settings.get(Annotations.AFFINITY)
                .map(_ ->
                        new SessionCookie(
                                settings.get(Annotations.SESSION_COOKIE_NAME).orElse(NAME),
                                settings.get(Annotations.SESSION_COOKIE_MAX_AGE)
                                        .or(() -> settings.get(Annotations.SESSION_COOKIE_EXPIRES)),
                                settings.get(Annotations.SESSION_COOKIE_DOMAIN),
                                settings.get(Annotations.SESSION_COOKIE_SAMESITE),
                                settings.isOn(Annotations.SESSION_COOKIE_CONDITIONAL_SAMESITE_NONE),
                                settings.isOn(Annotations.SESSION_COOKIE_SECURE)));
    }

    /// Tells of settings that do nothing.
    static void judge(
            AcceptedIngress ingress, String prefix, Capabilities can, List<Problem> problems) {
        IngressSettings settings = ingress.settings();
        boolean asked = settings.get(Annotations.AFFINITY).isPresent();
        for (Annotation<?> annotation : asked ? OVERRULED : OF_COOKIE) {
            if (settings.get(annotation).isPresent()) {
                problems.add(
                        Problem.warning(
                                ingress.ref(),
                                field(prefix, annotation),
                                Reason.INEFFECTIVE_SETTING,
                                asked
                                        ? "Beside affinity, which wins, it does nothing."
                                        : "Without affinity it does nothing.",
                                asked
                                        ? "Remove one of the two."
                                        : "Set affinity to cookie, or remove it."));
            }
        }
        if (asked
                && !can.hasStickyCookie()
                && settings.get(Annotations.AFFINITY_MODE)
                        .filter(AffinityMode.PERSISTENT::equals)
                        .isPresent()) {
            problems.add(
                    Problem.warning(
                            ingress.ref(),
                            field(prefix, Annotations.AFFINITY_MODE),
                            Reason.MISSING_CAPABILITY,
                            "This nginx has no sticky cookies: when a Service grows, some sessions"
                                    + " move to the new endpoints.",
                            "Use nginx 1.29.6 or newer with its module of sticky upstreams."));
        }
    }

    /// The path of the cookie that a location sets; none where it sets none.
    Optional<Text> path(DraftLocation draft, PathMatch match, BackendRef backend) {
        AcceptedIngress ingress = draft.ingress();
        if (ingress.settings().get(Annotations.AFFINITY).isEmpty()) {
            return Optional.empty();
        }
        if (backends.isExternal(backend)) {
            tell(
                    ingress,
                    backend,
                    "Service "
                            + service(backend)
                            + " is a name outside the cluster, whose peers are not known; no"
                            + " session cookie is set for it.",
                    "Name a Service with endpoints, or remove the annotation.");
            return Optional.empty();
        }
        Text path =
                ingress.settings()
                        .get(Annotations.SESSION_COOKIE_PATH)
                        .orElseGet(() -> ownPath(draft, match));
        if (backends.givesCookie(backend, path)) {
            return Optional.of(path);
        }
        tell(
                ingress,
                backend,
                "An older Ingress decides on Service "
                        + service(backend)
                        + ", and does so without affinity; no session cookie is set for it.",
                "Set affinity at the oldest Ingress of the Service.");
        return Optional.empty();
    }

    private Text ownPath(DraftLocation draft, PathMatch match) {
        String path = draft.path().value();
        boolean expression =
                match instanceof PathMatch.RegexPath && EXPRESSION.matcher(path).find();
        if (!expression && Annotations.isCookiePath(path)) {
            return new Text(path);
        }
        tell(
                draft.ingress(),
                path,
                "%s cannot be the path of a cookie; the session cookie is for all of the host."
                        .formatted(Excerpt.of(path)),
                "Name a path in session-cookie-path.");
        return ROOT;
    }

    private void tell(AcceptedIngress ingress, Object subject, String message, String fix) {
        if (told.add(new Told(ingress.ref(), subject))) {
            problems.add(
                    Problem.warning(
                            ingress.ref(),
                            field(prefix, Annotations.AFFINITY),
                            Reason.INEFFECTIVE_SETTING,
                            message,
                            fix));
        }
    }

    private static String service(BackendRef backend) {
        return backend.namespace() + "/" + backend.service();
    }

    private static String field(String prefix, Annotation<?> annotation) {
        return "metadata.annotations[" + prefix + "/" + annotation.name() + "]";
    }
}
