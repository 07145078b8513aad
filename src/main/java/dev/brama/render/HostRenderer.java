package dev.brama.render;

import dev.brama.proxy.ErrorPages;
import dev.brama.proxy.FileId;
import dev.brama.proxy.HostPattern;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.Location;
import dev.brama.proxy.PathMatch;
import dev.brama.proxy.VirtualHost;
import dev.brama.proxy.VirtualHost.Alias;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Regex;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Renders the file of one host.
final class HostRenderer {
    private final Templates templates;
    private final HttpOptions http;
    private final LocationViews locations;
    private final ClientView client;
    private final ListenView listen;
    private final boolean hasStubStatus;
    private final boolean counted;

    HostRenderer(Templates templates, HttpOptions http, RenderOptions options, PeerKinds kinds) {
        this.templates = templates;
        this.http = http;
        this.locations = new LocationViews(http, options, kinds);
        this.client = ClientView.of(http, options);
        this.listen = ListenView.of(http, options);
        this.hasStubStatus = options.capabilities().hasStubStatus();
        this.counted = options.countsRequests();
    }

    LineLayout.Result render(VirtualHost host) {
        boolean fallback = host.host() instanceof HostPattern.AnyHost;
        // Where clients say themselves who they are, anybody can claim to be this machine.
        boolean ownAddresses = !http.identity().realIp();
        Map<String, Object> context =
                Map.of(
                        "host",
                        view(host),
                        "http",
                        http,
                        "client",
                        client,
                        "listen",
                        listen,
                        "hidden",
                        MainView.hidden(http.headers()),
                        "healthPath",
                        !claims(host, "/healthz"),
                        "statusPath",
                        hasStubStatus && ownAddresses && !claims(host, "/nginx_status"));
        return LineLayout.of(templates.evaluate(fallback ? "fallback.peb" : "host.peb", context));
    }

    private static boolean claims(VirtualHost host, String path) {
        PathMatch match = new PathMatch.ExactPath(new LocationPath(path));
        return host.locations().stream().anyMatch(location -> location.match().equals(match));
    }

    private HostView view(VirtualHost host) {
        List<LocationView> views = host.locations().stream().map(locations::of).toList();
        FileId certificate = host.certificate().orElse(http.tls().defaultCertificate());
        return new HostView(
                host.ingresses().stream().map(ref -> new CommentText(ref.qualifiedName())).toList(),
                names(host),
                new Word(FileNames.certificate(certificate)),
                new Word(FileNames.key(certificate)),
                host.appRoot()
                        .map(root -> new Expression("$scheme://$http_host" + root.value()))
                        .orElse(null),
                views,
                errorLocations(host),
                views.stream()
                        .anyMatch(view -> view.proxy() != null && view.proxy().again() != null),
                host.redirectedName()
                        .map(redirect ->
                                new HostView.RedirectedNameView(
                                        redirect.name(),
                                        redirect.code(),
                                        new Expression(
                                                "$pass_access_scheme://"
                                                        + redirect.target().value()
                                                        + ":$pass_server_port"
                                                        + "$redirect_uri")))
                        .orElse(null),
                counted ? new Text(host.host().text()) : null);
    }

    private static List<Token> names(VirtualHost host) {
        List<Token> names = new ArrayList<>();
        names.add(
                switch (host.host()) {
                    case HostPattern.ExactHost(ServerName name) -> name;
                    // nginx's own wildcard takes several labels, Kubernetes' takes one.
                    case HostPattern.WildcardHost(ServerName suffix) ->
                            new Regex("~^[^.]+\\." + suffix.value().replace(".", "\\.") + "$");
                    case HostPattern.AnyHost _ -> new Word("_");
                });
        for (Alias alias : host.aliases()) {
            names.add(
                    switch (alias) {
                        case Alias.AliasName(ServerName name) -> name;
                        case Alias.AliasWildcard(ServerName suffix) ->
                                new Regex("*." + suffix.value());
                        case Alias.AliasRegex(Regex expression) ->
                                new Regex("~" + expression.value());
                    });
        }
        return names;
    }

    private static List<HostView.ErrorPageLocation> errorLocations(VirtualHost host) {
        Map<Word, HostView.ErrorPageLocation> found = new LinkedHashMap<>();
        for (Location location : host.locations()) {
            ErrorPages pages = location.errorPages();
            pages.backend()
                    .ifPresent(backend -> {
                        for (int status : pages.statuses()) {
                            Word name = ErrorLocations.name(backend, status);
                            found.put(
                                    name,
                                    new HostView.ErrorPageLocation(
                                            name,
                                            status,
                                            UpstreamNames.of(backend),
                                            LocationViews.text(
                                                    "custom-default-backend-"
                                                            + backend.namespace()
                                                            + "-"
                                                            + backend.service())));
                        }
                    });
        }
        return List.copyOf(found.values());
    }
}
