package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.FileId;
import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.Word;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How upstreams are called in nginx.
final class UpstreamNames {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,200}");

    private UpstreamNames() {}

    /// The name of the upstream block; a hash where the Kubernetes names are not plain.
    static Word of(BackendRef backend) {
        String name = backend.uniqueName();
        return PLAIN.matcher(name).matches()
                ? new Word(name)
                : new Word(
                        "backend-"
                                + FileId.of(
                                                backend.namespace(),
                                                backend.service(),
                                                backend.port(),
                                                backend.traffic().protocol())
                                        .value());
    }

    /// What stands before the upstream's name in the directive that passes requests on; none where
    /// it is the client's scheme, or where there is no scheme.
    static @Nullable Word scheme(BackendProtocol protocol) {
        return switch (protocol) {
            case HTTP -> new Word("http://");
            case HTTPS -> new Word("https://");
            case GRPC -> new Word("grpc://");
            case GRPCS -> new Word("grpcs://");
            case AUTO_HTTP, FCGI -> null;
        };
    }
}
