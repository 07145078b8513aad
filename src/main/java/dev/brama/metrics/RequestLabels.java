package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;
import java.util.Set;

/// What tells one series of requests from another.
///
/// @param host present where series tell the host
record RequestLabels(
        String status,
        String method,
        String path,
        String namespace,
        String ingress,
        String service,
        String canary,
        Optional<String> host) {
    /// What stands for all that clients make up.
    static final String OTHER = "OTHER";

    private static final Set<String> METHODS =
            Set.of(
                    "GET",
                    "HEAD",
                    "POST",
                    "PUT",
                    "DELETE",
                    "CONNECT",
                    "OPTIONS",
                    "TRACE",
                    "PATCH",
                    "PROPFIND",
                    "PROPPATCH",
                    "MKCOL",
                    "COPY",
                    "MOVE",
                    "LOCK",
                    "UNLOCK");

    /// A method of a client: it may be any word, and each word would be a series.
    static String method(String asked) {
        return asked.isEmpty() ? "-" : METHODS.contains(asked) ? asked : OTHER;
    }

    String qualifiedIngress() {
        return namespace + "/" + ingress;
    }

    Labels with(Labels constant) {
        Labels own =
                Labels.of(
                        "status",
                        status,
                        "method",
                        method,
                        "path",
                        path,
                        "namespace",
                        namespace,
                        "ingress",
                        ingress,
                        "service",
                        service,
                        "canary",
                        canary);
        return constant.merge(host.map(name -> own.add("host", name)).orElse(own));
    }
}
