package dev.brama.ingress;

import dev.brama.proxy.Action;
import dev.brama.proxy.HostPattern;
import dev.brama.proxy.Location;
import dev.brama.proxy.Peers;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.Upstream;
import dev.brama.proxy.VirtualHost;
import dev.brama.proxy.VirtualHost.Alias;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Regex;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Token;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why a URL is answered as it is: which host and location take it, which did not and why, and what
/// happens on the way. Follows nginx's rules for `server_name` and `location`.
///
/// @param host the virtual host that takes the request
/// @param location the location of it that does; absent if the host redirects everything
/// @param candidates the host's other locations, and why they lost
/// @param steps what happens to the request, in order
public record RouteExplanation(
        VirtualHost host,
        Optional<Location> location,
        List<Candidate> candidates,
        List<String> steps) {
    public RouteExplanation {
        candidates = List.copyOf(candidates);
        steps = List.copyOf(steps);
    }

    /// A location that does not take the request.
    ///
    /// @param location the location
    /// @param reason why not, a sentence without full stop
    public record Candidate(Location location, String reason) {}

    /// Explains a request.
    ///
    /// @param url an absolute URL of http or https
    public static RouteExplanation of(URI url, ProxyConfig config) {
        String name = Optional.ofNullable(url.getHost()).orElse("").toLowerCase(Locale.ROOT);
        String path = LocationChoice.normalised(Optional.ofNullable(url.getRawPath()).orElse(""));
        List<String> steps = new ArrayList<>();
        VirtualHost host = host(name, config, steps);
        Optional<VirtualHost.RedirectedName> twin =
                host.redirectedName().filter(redirect -> redirect.name().value().equals(name));
        if (twin.isPresent()) {
            steps.add(
                    "redirected with %d to host %s (from-to-www-redirect)"
                            .formatted(twin.get().code(), twin.get().target().value()));
            return new RouteExplanation(host, Optional.empty(), List.of(), steps);
        }
        if (host.appRoot().isPresent() && path.equals("/")) {
            steps.add("redirected with 302 to " + host.appRoot().get().value() + " (app-root)");
            return new RouteExplanation(host, Optional.empty(), List.of(), steps);
        }
        LocationChoice choice = LocationChoice.of(path, host.locations());
        if (choice.addsSlash()) {
            steps.add("redirected with 301 to " + path + "/, as nginx does for such locations");
        } else {
            choice.chosen().ifPresent(location -> follow(url, path, location, config, steps));
        }
        return new RouteExplanation(host, choice.chosen(), choice.others(), steps);
    }

    private static VirtualHost host(String name, ProxyConfig config, List<String> steps) {
        Optional<VirtualHost> exact =
                config.virtualHosts().stream().filter(host -> isNamed(name, host)).findFirst();
        if (exact.isPresent()) {
            steps.add("host " + name + " is served by name");
            return exact.get();
        }
        Optional<VirtualHost> pattern =
                config.virtualHosts().stream()
                        .filter(host -> matchesByPattern(name, host))
                        .findFirst();
        if (pattern.isPresent()) {
            steps.add("host " + name + " matches " + pattern.get().host().text());
            return pattern.get();
        }
        steps.add("no Ingress names host " + name + ", so the default server answers");
        return config.fallback();
    }

    private static boolean isNamed(String name, VirtualHost host) {
        return host.host().text().equals(name)
                || host.redirectedName()
                        .filter(twin -> twin.name().value().equals(name))
                        .isPresent()
                || host.aliases().stream()
                        .anyMatch(alias ->
                                alias instanceof Alias.AliasName(ServerName own)
                                        && own.value().equals(name));
    }

    private static boolean matchesByPattern(String name, VirtualHost host) {
        if (host.host() instanceof HostPattern.WildcardHost(ServerName suffix)
                && name.endsWith("." + suffix.value())
                && name.indexOf('.') == name.length() - suffix.value().length() - 1) {
            return true;
        }
        return host.aliases().stream()
                .anyMatch(alias ->
                        switch (alias) {
                            case Alias.AliasName _ -> false;
                            case Alias.AliasWildcard(ServerName end) ->
                                    name.endsWith("." + end.value());
                            case Alias.AliasRegex(Regex regex) -> LocationChoice.finds(regex, name);
                        });
    }

    private static void follow(
            URI url, String path, Location location, ProxyConfig config, List<String> steps) {
        if (location.cors().isPresent()) {
            steps.add("OPTIONS requests of allowed origins are answered with 204 (CORS)");
        }
        if (location.action() instanceof Action.RedirectTo(int code, var target)) {
            steps.add("redirected with " + code + " to " + target.value());
            return;
        }
        if (location.httpsRedirect().isPresent() && "http".equalsIgnoreCase(url.getScheme())) {
            steps.add(
                    "redirected with %d to https://%s%s"
                            .formatted(
                                    location.httpsRedirect().get().code(),
                                    url.getHost(),
                                    url.getRawPath()));
            return;
        }
        guards(location, steps);
        switch (location.action()) {
            case Action.RedirectTo _ -> throw new IllegalStateException("told above");
            case Action.Respond(int status) -> {
                steps.add("answered with " + status + " by nginx itself");
                if (location.errorPages().statuses().contains(status)) {
                    steps.add(
                            "the page is made by "
                                    + location.errorPages().backend().orElseThrow().logName());
                }
            }
            case Action.ProxyTo to -> proxied(path, to, config, steps);
        }
    }

    private static void guards(Location location, List<String> steps) {
        if (!location.access().denied().isEmpty() || !location.access().allowed().isEmpty()) {
            steps.add("the client's address must pass the lists of addresses, else 403");
        }
        if (location.access().password().isPresent()) {
            steps.add("a user name and password are asked for, else 401");
        }
        location.limits().ifPresent(_ -> steps.add("the client must be within the limits of rate"));
    }

    private static void proxied(
            String path, Action.ProxyTo to, ProxyConfig config, List<String> steps) {
        to.rewrite()
                .ifPresent(rewrite ->
                        steps.add(
                                "the path is rewritten to "
                                        + LocationChoice.rewritten(path, rewrite)));
        Upstream upstream =
                config.upstreams().stream()
                        .filter(candidate -> candidate.backend().equals(to.backend()))
                        .findFirst()
                        .orElseThrow();
        String peers =
                switch (upstream.peers()) {
                    case Peers.Static(List<HostPort> addresses) -> shown(addresses);
                    case Peers.Resolved(List<HostPort> addresses) ->
                            addresses.isEmpty()
                                    ? "no ready endpoint: 503 is answered"
                                    : shown(addresses);
                    case Peers.External(HostPort name) -> name.token();
                };
        steps.add(
                "passed on by %s to Service %s/%s port %s (%s)"
                        .formatted(
                                to.protocol(),
                                to.backend().namespace(),
                                to.backend().service(),
                                to.backend().port(),
                                peers));
    }

    private static String shown(List<HostPort> addresses) {
        return addresses.stream()
                        .limit(SHOWN_PEERS)
                        .map(Token::token)
                        .collect(Collectors.joining(", "))
                + (addresses.size() > SHOWN_PEERS ? ", ..." : "");
    }

    private static final int SHOWN_PEERS = 5;
}
