package dev.brama.proxy;

import dev.brama.syntax.ServerName;

/// Which hosts a virtual host answers for.
public sealed interface HostPattern extends Comparable<HostPattern> {
    /// One name.
    record ExactHost(ServerName name) implements HostPattern {
        @Override
        public String text() {
            return name.value();
        }
    }

    /// Every name with exactly one label before the suffix (Ingress API, `spec.rules.host`).
    ///
    /// @param suffix what follows the `*.`
    record WildcardHost(ServerName suffix) implements HostPattern {
        @Override
        public String text() {
            return "*." + suffix.value();
        }
    }

    /// Every name that no other virtual host answers for.
    record AnyHost() implements HostPattern {
        @Override
        public String text() {
            return "_";
        }
    }

    /// The host as users write it: `app.example.com`, `*.example.com`, `_` for any.
    String text();

    @Override
    default int compareTo(HostPattern other) {
        return text().compareTo(other.text());
    }
}
