package dev.brama.ingress;

import dev.brama.problem.Problem;
import dev.brama.proxy.ProxyConfig;
import java.util.List;

/// What came of compiling a cluster's Ingresses.
///
/// @param config what the proxy must do
/// @param problems what is wrong, sorted
/// @param lastGood the versions that are served; to be given to the next compilation
/// @param endpoints finds the peers after a change of endpoints
public record Compilation(
        ProxyConfig config,
        List<Problem> problems,
        LastGood lastGood,
        EndpointResolution endpoints) {
    public Compilation {
        problems = problems.stream().sorted().distinct().toList();
    }

    /// The same with another configuration.
    public Compilation with(ProxyConfig other) {
        return new Compilation(other, problems, lastGood, endpoints);
    }
}
