package dev.brama.kube;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.Problem;
import java.util.List;

/// Short ways to read manifests in tests.
final class Reading {
    private Reading() {}

    static Manifests read(String text) {
        return ManifestReader.read(List.of(new ManifestText("a.yaml", text)));
    }

    static Manifests read(String first, String second) {
        return ManifestReader.read(
                List.of(new ManifestText("a.yaml", first), new ManifestText("b.yaml", second)));
    }

    static List<String> ingressNames(Manifests manifests) {
        return manifests.state().ingresses().stream().map(each -> each.id().name()).toList();
    }

    static IngressObject onlyIngress(String text) {
        Manifests manifests = read(text);
        if (manifests.state().ingresses().size() != 1 || !manifests.problems().isEmpty()) {
            throw new AssertionError("expected one Ingress without problems: " + manifests);
        }
        return manifests.state().ingresses().getFirst();
    }

    static Problem onlyProblem(Manifests manifests) {
        if (manifests.problems().size() != 1) {
            throw new AssertionError("expected one problem: " + manifests.problems());
        }
        return manifests.problems().getFirst();
    }

    /// Where each problem is, as `reason field`.
    static List<String> outline(Manifests manifests) {
        return manifests.problems().stream()
                .map(each -> each.reason().token() + " " + each.field())
                .toList();
    }

    /// A good Ingress.
    static String ingress(String name) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %s
        spec:
          rules:
          - host: %s.example.com
            http:
              paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: shop, port: {number: 80}}}
        """
                .formatted(name, name);
    }
}
