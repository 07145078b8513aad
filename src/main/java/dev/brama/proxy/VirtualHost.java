package dev.brama.proxy;

import dev.brama.problem.ObjectRef;
import dev.brama.syntax.Expression;
import dev.brama.syntax.Regex;
import dev.brama.syntax.ServerName;
import java.util.List;
import java.util.Optional;

/// A host and its locations.
///
/// @param host which hosts
/// @param aliases further names of the host
/// @param certificate the certificate for TLS; the default one if absent
/// @param appRoot where a request for `/` is redirected to
/// @param redirectedName another name whose requests are redirected to this host
/// @param locations in the order in which regular expressions are tried
/// @param ingresses who takes part, oldest first
public record VirtualHost(
        HostPattern host,
        List<Alias> aliases,
        Optional<FileId> certificate,
        Optional<Expression> appRoot,
        Optional<RedirectedName> redirectedName,
        List<Location> locations,
        List<ObjectRef> ingresses) {
    public VirtualHost {
        aliases = List.copyOf(aliases);
        locations = List.copyOf(locations);
        ingresses = List.copyOf(ingresses);
    }

    /// A further name of a host.
    public sealed interface Alias {
        /// One name.
        record AliasName(ServerName name) implements Alias {}

        /// Every name with something before the suffix.
        record AliasWildcard(ServerName suffix) implements Alias {}

        /// Every name that the expression matches.
        record AliasRegex(Regex expression) implements Alias {}
    }

    /// Requests for another name are sent to the host.
    ///
    /// @param name the other name
    /// @param target the host's name
    /// @param code 301, 302, 307 or 308
    public record RedirectedName(ServerName name, ServerName target, int code) {}
}
