package dev.brama.render;

import dev.brama.proxy.Access;
import dev.brama.proxy.Action;
import dev.brama.proxy.ErrorPages;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.Limits;
import dev.brama.proxy.Location;
import dev.brama.proxy.Origin;
import dev.brama.proxy.PathMatch;
import dev.brama.proxy.ProxyOptions;
import dev.brama.proxy.SessionCookie;
import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns locations into what the templates print: here it is decided which directives a location
/// needs beyond those that hold for every host.
final class LocationViews {
    private final HttpOptions http;
    private final RenderOptions options;
    private final PeerKinds kinds;
    private final ClientView client;

    LocationViews(HttpOptions http, RenderOptions options, PeerKinds kinds) {
        this.http = http;
        this.options = options;
        this.kinds = kinds;
        this.client = ClientView.of(http, options);
    }

    LocationView of(Location location) {
        Token path =
                switch (location.match()) {
                    case PathMatch.ExactPath(var exact) -> exact;
                    case PathMatch.PrefixPath(var prefix) -> prefix;
                    case PathMatch.RegexPath(Regex expression) -> expression;
                };
        LocationView.ProxyView proxy = proxy(location);
        return new LocationView(
                source(location),
                location.match() instanceof PathMatch.ExactPath,
                location.match() instanceof PathMatch.RegexPath,
                path,
                location.cors().map(CorsNames::view).orElse(null),
                setCookie(location.action()),
                redirect(location.action()),
                https(location),
                respond(location.action(), proxy),
                access(location.access()),
                location.limits().map(LocationViews::limits).orElse(List.of()),
                errorPages(location.errorPages()),
                transfer(location),
                proxy);
    }

    private static final Word PROXY = new Word("proxy");
    private static final Word GRPC = new Word("grpc");
    private static final Word FASTCGI = new Word("fastcgi");

    private static LocationView.Source source(Location location) {
        Origin origin = location.origin();
        boolean builtIn = origin.isBuiltIn();
        String upstream =
                location.action() instanceof Action.ProxyTo to ? to.backend().logName() : "-";
        if (builtIn) {
            upstream = "upstream-default-backend";
        }
        return new LocationView.Source(
                builtIn ? null : new CommentText(origin.ingress().qualifiedName()),
                new CommentText(origin.path()),
                origin.pathType().isEmpty() ? null : new CommentText(origin.pathType()),
                text(origin.ingress().namespace()),
                text(origin.ingress().name()),
                text(origin.service()),
                text(origin.servicePort()),
                text(origin.path()),
                text(upstream));
    }

    /// A text for a variable; what nginx cannot hold is shown as `?`.
    static Text text(String value) {
        return Text.parse(value).toOptional().orElse(new Text("?"));
    }

    private static LocationView.@Nullable RedirectView redirect(Action action) {
        return action instanceof Action.RedirectTo(int code, Expression url)
                ? new LocationView.RedirectView(code, url)
                : null;
    }

    private LocationView.@Nullable RedirectView https(Location location) {
        if (location.httpsRedirect().isEmpty()) {
            return null;
        }
        Location.HttpsRedirect redirect = location.httpsRedirect().get();
        String port = redirect.withPort() ? ":" + options.ports().https() : "";
        String uri = redirect.keepTrailingSlash() ? "$request_uri" : "$redirect_uri";
        return new LocationView.RedirectView(
                redirect.code(), new Expression("https://$redirect_host" + port + uri));
    }

    private static @Nullable Word respond(Action action, LocationView.@Nullable ProxyView proxy) {
        return switch (action) {
            case Action.Respond(int status) -> new Word(Integer.toString(status));
            case Action.RedirectTo _ -> null;
            // A name outside the cluster, and no name server to ask.
            case Action.ProxyTo _ -> proxy == null ? new Word("503") : null;
        };
    }

    private LocationView.AccessView access(Access access) {
        List<Cidr> denied = new ArrayList<>();
        if (!access.denied().isEmpty() || !access.allowed().isEmpty()) {
            // A location with a list of its own does not inherit the one for all hosts.
            denied.addAll(http.client().blocked());
            denied.addAll(access.denied());
        }
        return new LocationView.AccessView(
                denied,
                access.allowed(),
                access.password().map(Access.Password::realm).orElse(null),
                access.password()
                        .map(password -> new Word(FileNames.passwords(password.file())))
                        .orElse(null),
                access.satisfyAny());
    }

    private static List<LocationView.LimitView> limits(Limits limits) {
        List<LocationView.LimitView> views = new ArrayList<>();
        if (limits.connections() > 0) {
            views.add(
                    new LocationView.LimitView(
                            LimitZones.connections(limits), null, limits.connections()));
        }
        if (limits.perSecond() > 0) {
            views.add(request(LimitZones.perSecond(limits), limits.perSecond(), limits));
        }
        if (limits.perMinute() > 0) {
            views.add(request(LimitZones.perMinute(limits), limits.perMinute(), limits));
        }
        return views;
    }

    private static LocationView.LimitView request(Word zone, int rate, Limits limits) {
        long burst = Math.min((long) rate * limits.burstMultiplier(), 1_000_000_000L);
        return new LocationView.LimitView(zone, burst == 0 ? null : burst, null);
    }

    private LocationView.@Nullable ErrorPageView errorPages(ErrorPages pages) {
        if (pages.backend().isEmpty()) {
            return null;
        }
        return new LocationView.ErrorPageView(
                pages.statuses().stream()
                        .map(status ->
                                new LocationView.ErrorPageView.ErrorTarget(
                                        status, ErrorLocations.name(pages.backend().get(), status)))
                        .toList(),
                pages.interceptBackend());
    }

    private LocationView.TransferView transfer(Location location) {
        Location.Transfer own = location.transfer();
        Location.Transfer all = http.defaults().transfer();
        Location.Body body = location.body();
        Location.Body allBody = http.defaults().body();
        return new LocationView.TransferView(
                differing(body.maxSize(), allBody.maxSize()),
                differing(body.bufferSize(), allBody.bufferSize()),
                own.rateKilobytes() > 0 ? new Word(own.rateKilobytes() + "k") : null,
                own.rateAfterKilobytes() > 0 ? new Word(own.rateAfterKilobytes() + "k") : null,
                !own.accessLog(),
                options.countsRequests(),
                own.rewriteLog(),
                own.relativeRedirects() == all.relativeRedirects()
                        ? null
                        : Boolean.valueOf(!own.relativeRedirects()),
                differing(own.portInRedirects(), all.portInRedirects()));
    }

    private LocationView.@Nullable ProxyView proxy(Location location) {
        if (!(location.action() instanceof Action.ProxyTo to)) {
            return null;
        }
        HostPort outside = kinds.external().get(to.backend());
        if (outside != null && options.resolvers().isEmpty()) {
            return null;
        }
        Word module =
                switch (to.protocol()) {
                    case HTTP, HTTPS, AUTO_HTTP -> PROXY;
                    case GRPC, GRPCS -> GRPC;
                    case FCGI -> FASTCGI;
                };
        return new LocationView.ProxyView(
                module,
                UpstreamNames.scheme(to.protocol()),
                to.protocol() == BackendProtocol.AUTO_HTTP,
                upstream(to),
                bySecurity(to),
                outside == null ? null : new Text(outside.token()),
                outside != null && kinds.resolved() ? MainView.resolvers(options) : List.of(),
                again(location, to),
                to.rewrite()
                        .map(rewrite ->
                                new LocationView.RewriteView(
                                        new Regex("(?i)" + rewrite.match().value()),
                                        rewrite.target()))
                        .orElse(null),
                headers(location, to),
                optionsOf(to, outside != null));
    }

    /// The cookie by which the upstream knows the client again, where a location sets it.
    private Optional<SessionCookie> session(Action.ProxyTo to) {
        return to.sessionPath().map(_ -> kinds.sessions().get(to.backend()));
    }

    private Word upstream(Action.ProxyTo to) {
        Optional<SessionCookie> session = session(to);
        if (session.isEmpty() || !options.capabilities().hasStickyCookie()) {
            return UpstreamNames.of(to.backend());
        }
        Text path = to.sessionPath().orElseThrow();
        return session.get().alwaysSecure()
                ? SessionNames.secureUpstream(to.backend(), path)
                : SessionNames.upstream(to.backend(), path);
    }

    private boolean bySecurity(Action.ProxyTo to) {
        return options.capabilities().hasStickyCookie()
                && session(to).filter(cookie -> !cookie.alwaysSecure()).isPresent();
    }

    private @Nullable Token setCookie(Action action) {
        return action instanceof Action.ProxyTo to && !options.capabilities().hasStickyCookie()
                ? session(to)
                        .map(cookie ->
                                SessionNames.setCookie(cookie, to.sessionPath().orElseThrow()))
                        .orElse(null)
                : null;
    }

    /// A second chance for a request whose peer has just gone: nginx does not choose another one
    /// once the set of peers has changed.
    ///
    /// The location for it holds for a whole host, so it is for requests only that are passed on as
    /// most are.
    private @Nullable Word again(Location location, Action.ProxyTo to) {
        ProxyOptions all = http.defaults().options();
        boolean wanted =
                all.requestBuffering()
                        && all.nextUpstream().tries() != 1
                        && all.nextUpstream().conditions().contains(new Word("error"));
        boolean usual =
                location.errorPages().backend().isEmpty()
                        && location.cors().isEmpty()
                        && setCookie(to) == null
                        && location.transfer().equals(http.defaults().transfer())
                        && headers(location, to) == null
                        && optionsOf(to, false).equals(LocationView.OptionsView.NONE);
        Word scheme = UpstreamNames.scheme(to.protocol());
        boolean http =
                to.protocol() == BackendProtocol.HTTP || to.protocol() == BackendProtocol.HTTPS;
        return wanted && usual && http && scheme != null && kinds.areChanging(to.backend())
                ? new Word(scheme.value() + upstream(to).value())
                : null;
    }

    private LocationView.@Nullable HeadersView headers(Location location, Action.ProxyTo to) {
        boolean password = location.access().password().isPresent();
        Token prefix = to.rewrite().flatMap(Action.Rewrite::forwardedPrefix).orElse(null);
        ProxyOptions own = to.options();
        if (own.hostHeader().isEmpty()
                && own.connectionHeader().isEmpty()
                && prefix == null
                && !password) {
            return null;
        }
        return new LocationView.HeadersView(
                own.hostHeader()
                        .<Token>map(host -> host)
                        .orElse(new Expression("$" + client.host().value())),
                own.connectionHeader().<Token>map(word -> word).orElse(CONNECTION),
                prefix,
                password);
    }

    private static final Token CONNECTION = new Expression("$connection_upgrade");

    private LocationView.OptionsView optionsOf(Action.ProxyTo to, boolean outside) {
        ProxyOptions own = to.options();
        ProxyOptions all = http.defaults().options();
        boolean sizes =
                !own.buffers().size().equals(all.buffers().size())
                        || own.buffers().number() != all.buffers().number();
        var rewrites = own.rewrites();
        // nginx takes `proxy_redirect default` only where the target holds no variable.
        boolean variable = outside || to.protocol() == BackendProtocol.AUTO_HTTP || bySecurity(to);
        return new LocationView.OptionsView(
                seconds(own.timeouts().connect(), all.timeouts().connect()),
                seconds(own.timeouts().send(), all.timeouts().send()),
                seconds(own.timeouts().read(), all.timeouts().read()),
                differing(own.buffers().on(), all.buffers().on()),
                differing(own.requestBuffering(), all.requestBuffering()),
                sizes ? own.buffers().size() : null,
                sizes ? own.buffers().number() : null,
                // Set again with other sizes: the inherited value might not fit them.
                sizes
                        ? own.buffers().busy().orElse(null)
                        : differing(
                                own.buffers().busy().orElse(null),
                                all.buffers().busy().orElse(null)),
                differing(own.buffers().maxTempFile(), all.buffers().maxTempFile()),
                differing(own.httpVersion(), all.httpVersion()),
                conditions(to),
                seconds(own.nextUpstream().timeoutSeconds(), all.nextUpstream().timeoutSeconds()),
                differing(own.nextUpstream().tries(), all.nextUpstream().tries()),
                pair(rewrites.cookieDomain().orElse(null)),
                pair(rewrites.cookiePath().orElse(null)),
                rewrites.location() instanceof ProxyOptions.LocationHeader.Replace(var pair)
                        ? pair(pair)
                        : null,
                rewrites.location() instanceof ProxyOptions.LocationHeader.NginxDefault
                        && !variable);
    }

    private @Nullable List<Word> conditions(Action.ProxyTo to) {
        List<Word> own = to.options().nextUpstream().conditions();
        if (own.equals(http.defaults().options().nextUpstream().conditions())) {
            return null;
        }
        if (to.protocol() != BackendProtocol.FCGI) {
            return own;
        }
        List<Word> known = own.stream().filter(word -> !NOT_OF_FASTCGI.contains(word)).toList();
        return known.isEmpty() ? List.of(new Word("off")) : known;
    }

    // Statuses of gateways, which nginx's FastCGI module does not look for.
    private static final Set<Word> NOT_OF_FASTCGI =
            Set.of(new Word("http_502"), new Word("http_504"));

    private static LocationView.@Nullable PairView pair(
            ProxyOptions.@Nullable Replacement replacement) {
        return replacement == null
                ? null
                : new LocationView.PairView(replacement.from(), replacement.to());
    }

    private static @Nullable Word seconds(int own, int all) {
        return own == all ? null : new Word(own + "s");
    }

    private static <T> @Nullable T differing(@Nullable T own, @Nullable T all) {
        return Objects.equals(own, all) ? null : own;
    }
}
