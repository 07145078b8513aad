package dev.brama.ingress;

import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.Access;
import dev.brama.proxy.Action;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.ErrorPages;
import dev.brama.proxy.FileId;
import dev.brama.proxy.Limits;
import dev.brama.proxy.Location;
import dev.brama.proxy.Origin;
import dev.brama.proxy.PathMatch;
import dev.brama.proxy.ProxyOptions;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.CaptureGroups;
import dev.brama.syntax.Expression;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the location of a path.
final class LocationFactory {
    private final IngressOptions options;
    private final GlobalSettings global;
    private final Backends backends;
    private final Guards guards;
    private final CorsReader corsReader;
    private final SessionReader sessions;
    private final LocationOptionsReader optionsReader;
    private final ProxyOptions defaults;
    private final List<Problem> problems;

    LocationFactory(
            IngressOptions options,
            GlobalSettings global,
            Backends backends,
            Guards guards,
            ProxyOptions defaults,
            List<Problem> problems) {
        this.options = options;
        this.global = global;
        this.backends = backends;
        this.guards = guards;
        this.corsReader = new CorsReader(options.annotationsPrefix(), problems);
        this.sessions = new SessionReader(options.annotationsPrefix(), backends, problems);
        this.optionsReader = new LocationOptionsReader(global);
        this.defaults = defaults;
        this.problems = problems;
    }

    /// Makes a location.
    ///
    /// @param draft the path
    /// @param match how the proxy matches it
    /// @param hostHasTls whether redirects to https make sense
    Location make(DraftLocation draft, PathMatch match, boolean hostHasTls) {
        AcceptedIngress ingress = draft.ingress();
        Optional<Access> access = ingress.isClosed() ? Optional.empty() : guards.of(ingress);
        Origin origin = origin(draft);
        if (access.isEmpty()) {
            return closed(match, origin, ingress.settings());
        }
        Action action = action(draft, match);
        return new Location(
                match,
                action,
                origin,
                httpsRedirect(draft, hostHasTls),
                access.get(),
                corsReader.of(ingress),
                limits(ingress),
                errorPages(ingress, action),
                optionsReader.body(ingress.settings()),
                optionsReader.transfer(ingress.settings()));
    }

    /// The location of everything that no Ingress is for.
    ///
    /// @param whenEmpty what becomes of it while the Service has no endpoint
    Location fallback(Optional<NamespacedName> service, Backends.WhenEmpty whenEmpty) {
        Action action = new Action.Respond(404);
        Origin origin = Origin.BUILT_IN;
        if (service.isPresent()) {
            Optional<PortRef> port = backends.firstPort(service.get());
            BackendRef backend = backend(service.get(), port);
            var user =
                    new Backends.User(
                            service.get().as("Service"),
                            "spec.ports",
                            IngressSettings.NONE,
                            whenEmpty);
            boolean answers =
                    backends.canAnswer(backend, port.orElse(new PortRef.Number(80)), user);
            action =
                    answers
                            ? new Action.ProxyTo(
                                    backend,
                                    BackendProtocol.HTTP,
                                    Optional.empty(),
                                    defaults,
                                    Optional.empty())
                            : new Action.Respond(503);
            origin =
                    new Origin(
                            Origin.BUILT_IN.ingress(), backend.service(), backend.port(), "/", "");
        }
        return new Location(
                new PathMatch.PrefixPath(LocationPath.ROOT),
                action,
                origin,
                Optional.empty(),
                Access.OPEN,
                Optional.empty(),
                Optional.empty(),
                ErrorPages.NONE,
                optionsReader.body(IngressSettings.NONE),
                optionsReader.transfer(IngressSettings.NONE));
    }

    private Location closed(PathMatch match, Origin origin, IngressSettings settings) {
        return new Location(
                match,
                new Action.Respond(503),
                origin,
                Optional.empty(),
                Access.OPEN,
                Optional.empty(),
                Optional.empty(),
                ErrorPages.NONE,
                optionsReader.body(settings),
                optionsReader.transfer(settings));
    }

    private static Origin origin(DraftLocation draft) {
        String service = "";
        String port = "";
        if (draft.backend().orElse(null) instanceof IngressBackend.ServiceBackend named) {
            service = named.service();
            port = named.port().toString();
        }
        return new Origin(
                draft.ingress().ref(), service, port, draft.path().value(), draft.kind().word());
    }

    private Action action(DraftLocation draft, PathMatch match) {
        IngressSettings settings = draft.ingress().settings();
        boolean catchAll = draft.isCatchAll();
        Optional<Expression> temporal = settings.get(Annotations.TEMPORAL_REDIRECT);
        if (temporal.isPresent() && !catchAll) {
            int code = code(settings, Annotations.TEMPORAL_REDIRECT_CODE, 307, 302);
            return new Action.RedirectTo(code, temporal.get());
        }
        Optional<Expression> permanent = settings.get(Annotations.PERMANENT_REDIRECT);
        if (permanent.isPresent() && !catchAll) {
            int code = code(settings, Annotations.PERMANENT_REDIRECT_CODE, 308, 301);
            return new Action.RedirectTo(code, permanent.get());
        }
        if (draft.backend().isEmpty()) {
            return fallback(options.defaultBackend(), whenEmpty(settings, BackendProtocol.HTTP))
                    .action();
        }
        return switch (draft.backend().get()) {
            case IngressBackend.ResourceBackend resource -> {
                problems.add(
                        Problem.error(
                                draft.ingress().ref(),
                                draft.field() + ".backend.resource",
                                Reason.UNSUPPORTED_SETTING,
                                "Backends of kind "
                                        + Excerpt.of(resource.kind())
                                        + " cannot be served; the path answers 404.",
                                "Name a Service as the backend."));
                yield new Action.Respond(404);
            }
            case IngressBackend.ServiceBackend service -> proxyTo(draft, service, match);
        };
    }

    private Action proxyTo(
            DraftLocation draft, IngressBackend.ServiceBackend service, PathMatch match) {
        IngressSettings settings = draft.ingress().settings();
        BackendRef backend =
                new BackendRef(
                        draft.ingress().namespace(), service.service(), service.port().toString());
        BackendProtocol protocol =
                settings.get(Annotations.BACKEND_PROTOCOL).orElse(BackendProtocol.HTTP);
        var user =
                new Backends.User(
                        draft.ingress().ref(),
                        backendField(draft),
                        settings,
                        whenEmpty(settings, protocol));
        if (!backends.canAnswer(backend, service.port(), user)) {
            return new Action.Respond(503);
        }
        return new Action.ProxyTo(
                backend,
                protocol,
                draft.isCatchAll() ? Optional.empty() : rewrite(draft),
                proxyOptions(draft.ingress()),
                sessions.path(draft, match, backend));
    }

    /// Where a backend without endpoints cannot be told from one that answers 503 itself, something
    /// may stand in for it.
    private Backends.WhenEmpty whenEmpty(IngressSettings settings, BackendProtocol protocol) {
        boolean understood =
                switch (protocol) {
                    case HTTP, GRPC -> true;
                    // It speaks no TLS and no FastCGI.
                    case HTTPS, AUTO_HTTP, GRPCS, FCGI -> false;
                };
        boolean another = settings.get(Annotations.DEFAULT_BACKEND).isPresent();
        boolean pageIsMissed = statuses(settings).contains(503) && leavesErrorsAlone(settings);
        return understood && !another && !pageIsMissed
                ? Backends.WhenEmpty.STANDS_IN
                : Backends.WhenEmpty.IS_LEFT_OUT;
    }

    private List<Integer> statuses(IngressSettings settings) {
        return optionsReader.of(
                settings, Annotations.CUSTOM_HTTP_ERRORS, ConfigKeys.CUSTOM_HTTP_ERRORS);
    }

    private boolean leavesErrorsAlone(IngressSettings settings) {
        return optionsReader.of(
                settings,
                Annotations.DISABLE_PROXY_INTERCEPT_ERRORS,
                ConfigKeys.DISABLE_PROXY_INTERCEPT_ERRORS);
    }

    private static String backendField(DraftLocation draft) {
        return draft.kind() == DraftLocation.Kind.IMPLICIT
                ? draft.field() + ".service"
                : draft.field() + ".backend.service";
    }

    private static int code(
            IngressSettings settings, Annotation<Integer> annotation, int most, int otherwise) {
        return settings.get(annotation)
                .filter(code -> code >= 300 && code <= most)
                .orElse(otherwise);
    }

    private ProxyOptions proxyOptions(AcceptedIngress ingress) {
        ProxyOptions wanted = optionsReader.proxy(ingress.settings());
        if (wanted.buffers().equals(defaults.buffers())) {
            return wanted;
        }
        Optional<String> objection = LocationOptionsReader.objection(wanted.buffers());
        if (objection.isEmpty()) {
            return wanted;
        }
        problems.add(
                Problem.error(
                        ingress.ref(),
                        "metadata.annotations",
                        Reason.INVALID_SETTING,
                        Sentence.of(objection.get()) + " The default sizes are used.",
                        "Correct the sizes of the buffers."));
        return wanted.withBuffers(defaults.buffers());
    }

    private Optional<Action.Rewrite> rewrite(DraftLocation draft) {
        IngressSettings settings = draft.ingress().settings();
        Optional<Expression> target =
                settings.get(Annotations.REWRITE_TARGET)
                        .filter(text -> !text.value().equals(draft.path().value()));
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Regex match = CaptureGroups.named(new Regex(draft.path().value()));
        int groups = CaptureGroups.count(match);
        return Optional.of(
                new Action.Rewrite(
                        match,
                        named(target.get(), groups),
                        settings.get(Annotations.X_FORWARDED_PREFIX)
                                .map(prefix -> named(prefix, groups))));
    }

    private static Expression named(Expression text, int groups) {
        try {
            return new Expression(CaptureGroups.replacement(text.value(), groups));
        } catch (IllegalArgumentException _) {
            // Hundreds of captures, and nginx could not hold their names.
            return new Expression("/");
        }
    }

    private Optional<Location.HttpsRedirect> httpsRedirect(
            DraftLocation draft, boolean hostHasTls) {
        IngressSettings settings = draft.ingress().settings();
        boolean exempt =
                global.get(ConfigKeys.NO_TLS_REDIRECT_LOCATIONS).stream()
                        .anyMatch(start -> draft.path().value().startsWith(start));
        boolean wanted =
                optionsReader.of(
                                settings,
                                Annotations.FORCE_SSL_REDIRECT,
                                ConfigKeys.FORCE_SSL_REDIRECT)
                        || (hostHasTls
                                && optionsReader.of(
                                        settings,
                                        Annotations.SSL_REDIRECT,
                                        ConfigKeys.SSL_REDIRECT));
        if (exempt || !wanted || draft.isCatchAll()) {
            return Optional.empty();
        }
        return Optional.of(
                new Location.HttpsRedirect(
                        global.get(ConfigKeys.HTTP_REDIRECT_CODE),
                        optionsReader.of(
                                settings,
                                Annotations.PRESERVE_TRAILING_SLASH,
                                ConfigKeys.PRESERVE_TRAILING_SLASH),
                        optionsReader.of(
                                settings,
                                Annotations.USE_PORT_IN_REDIRECTS,
                                ConfigKeys.USE_PORT_IN_REDIRECTS)));
    }

    private static Optional<Limits> limits(AcceptedIngress ingress) {
        IngressSettings settings = ingress.settings();
        int perSecond = settings.get(Annotations.LIMIT_RPS).orElse(0);
        int perMinute = settings.get(Annotations.LIMIT_RPM).orElse(0);
        int connections = settings.get(Annotations.LIMIT_CONNECTIONS).orElse(0);
        if (perSecond == 0 && perMinute == 0 && connections == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Limits(
                        FileId.of("limits", ingress.namespace(), ingress.object().id().name()),
                        perSecond,
                        perMinute,
                        connections,
                        settings.get(Annotations.LIMIT_BURST_MULTIPLIER).orElse(5),
                        settings.get(Annotations.LIMIT_ALLOWLIST).orElse(List.of())));
    }

    private ErrorPages errorPages(AcceptedIngress ingress, Action action) {
        IngressSettings settings = ingress.settings();
        List<Integer> statuses = new ArrayList<>(statuses(settings));
        Optional<NamespacedName> own =
                settings.get(Annotations.DEFAULT_BACKEND)
                        .map(name -> new NamespacedName(ingress.namespace(), name));
        if (own.isPresent()
                && action instanceof Action.Respond(int status)
                && status == 503
                && !statuses.contains(503)) {
            statuses.add(503);
        }
        if (statuses.isEmpty()) {
            return ErrorPages.NONE;
        }
        Optional<BackendRef> backend = errorBackend(ingress, own);
        if (backend.isEmpty()) {
            return ErrorPages.NONE;
        }
        return new ErrorPages(statuses, backend, !leavesErrorsAlone(settings));
    }

    private Optional<BackendRef> errorBackend(
            AcceptedIngress ingress, Optional<NamespacedName> own) {
        Optional<NamespacedName> service = own.or(options::defaultBackend);
        String field =
                "metadata.annotations["
                        + options.annotationsPrefix()
                        + (own.isPresent() ? "/default-backend]" : "/custom-http-errors]");
        if (service.isEmpty()) {
            problems.add(
                    Problem.warning(
                            ingress.ref(),
                            field,
                            Reason.INEFFECTIVE_SETTING,
                            "There is no default backend to make the error pages; nginx's own are"
                                    + " shown.",
                            "Name a Service in the annotation default-backend, or start with"
                                    + " --default-backend-service."));
            return Optional.empty();
        }
        Optional<PortRef> port = backends.firstPort(service.get());
        BackendRef backend = backend(service.get(), port);
        var user =
                new Backends.User(
                        ingress.ref(), field, IngressSettings.NONE, Backends.WhenEmpty.IS_LEFT_OUT);
        if (!backends.canAnswer(backend, port.orElse(new PortRef.Number(80)), user)) {
            return Optional.empty();
        }
        // Error pages come from an upstream block, and a name outside the cluster has none.
        if (backends.isExternal(backend)) {
            problems.add(
                    Problem.warning(
                            ingress.ref(),
                            field,
                            Reason.INEFFECTIVE_SETTING,
                            "Service "
                                    + service.get()
                                    + " is a name outside the cluster, which makes no error pages;"
                                    + " nginx's own are shown.",
                            "Name a Service with endpoints."));
            return Optional.empty();
        }
        return Optional.of(backend);
    }

    private static BackendRef backend(NamespacedName service, Optional<PortRef> port) {
        return new BackendRef(
                service.namespace(), service.name(), port.map(PortRef::toString).orElse("80"));
    }
}
