package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.proxy.ProxyConfig;
import java.util.List;
import java.util.Map;

/// What came of compiling a cluster's Ingresses.
///
/// @param config what the proxy must do
/// @param problems what is wrong, sorted
/// @param accepted the version of each Ingress that is served; to be given to the next compilation
/// @param endpoints finds the peers after a change of endpoints
public record Compilation(
        ProxyConfig config,
        List<Problem> problems,
        Map<ObjectRef, IngressObject> accepted,
        EndpointResolution endpoints) {
    public Compilation {
        problems = problems.stream().sorted().distinct().toList();
        accepted = Map.copyOf(accepted);
    }
}
