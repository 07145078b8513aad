package dev.brama.realcluster;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Whoever may write Ingresses in one namespace, and nothing else: a user of the API server with a
/// token of its own.
final class Tenant {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final RealCluster cluster;
    private final String namespace;
    private final String token;

    private Tenant(RealCluster cluster, String namespace, String token) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.token = token;
    }

    static Tenant in(RealCluster cluster, String namespace)
            throws IOException, InterruptedException {
        cluster.apply(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: tenant, namespace: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: tenant, namespace: %1$s}
                rules:
                - apiGroups: [networking.k8s.io]
                  resources: [ingresses]
                  verbs: ["*"]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: tenant, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
                subjects: [{kind: ServiceAccount, name: tenant, namespace: %1$s}]
                """
                        .formatted(namespace));
        String token =
                cluster.kubectl("create", "token", "tenant", "-n", namespace).orFail().strip();
        return new Tenant(cluster, namespace, token);
    }

    Ran apply(String yaml) throws IOException, InterruptedException {
        return cluster.tryApply(yaml, "--token=" + token);
    }

    /// Many at once, which is quicker than [#apply].
    Ran create(String yaml) throws IOException, InterruptedException {
        return cluster.tryCreate(yaml, "--token=" + token);
    }

    Ran kubectl(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--token=" + token;
        return cluster.kubectl(all);
    }

    void dropIngresses() throws IOException, InterruptedException {
        kubectl("delete", "ingress", "--all", "--wait=false", "-n", namespace).orFail();
    }

    /// An Ingress of the tenant for one host, as YAML.
    Draft draft(String name, String host) {
        return new Draft(namespace, name, host, "/", "web", 8080, Map.of(), Map.of(), "");
    }

    /// @param annotations below nginx.ingress.kubernetes.io/
    /// @param more of the spec, such as `tls: [...]`
    record Draft(
            String namespace,
            String name,
            String host,
            String path,
            String service,
            int port,
            Map<String, String> annotations,
            Map<String, String> labels,
            String more) {

        Draft annotated(String key, String value) {
            Map<String, String> all = new TreeMap<>(annotations);
            all.put(key, value);
            return new Draft(namespace, name, host, path, service, port, all, labels, more);
        }

        Draft to(String otherService, int otherPort) {
            return new Draft(
                    namespace,
                    name,
                    host,
                    path,
                    otherService,
                    otherPort,
                    annotations,
                    labels,
                    more);
        }

        Draft at(String otherPath) {
            return new Draft(
                    namespace, name, host, otherPath, service, port, annotations, labels, more);
        }

        Draft saying(String spec) {
            return new Draft(namespace, name, host, path, service, port, annotations, labels, spec);
        }

        /// The webhook of the tests does not look at it.
        Draft past(String label) {
            return new Draft(
                    namespace,
                    name,
                    host,
                    path,
                    service,
                    port,
                    annotations,
                    Map.of(label, "yes"),
                    more);
        }

        String yaml() {
            StringJoiner lines = new StringJoiner("\n", "", "\n---\n");
            lines.add("apiVersion: networking.k8s.io/v1");
            lines.add("kind: Ingress");
            lines.add("metadata:");
            lines.add("  name: " + quoted(name));
            lines.add("  namespace: " + namespace);
            lines.add("  labels: {" + pairs(labels, "") + "}");
            lines.add(
                    "  annotations: {" + pairs(annotations, "nginx.ingress.kubernetes.io/") + "}");
            lines.add("spec:");
            lines.add("  ingressClassName: conformance");
            lines.add(more.isEmpty() ? "  # nothing more" : "  " + more);
            lines.add("  rules:");
            lines.add("  - host: " + quoted(host));
            lines.add("    http:");
            lines.add("      paths:");
            lines.add("      - path: " + quoted(path));
            lines.add("        pathType: ImplementationSpecific");
            lines.add(
                    "        backend: {service: {name: %s, port: {number: %d}}}"
                            .formatted(quoted(service), port));
            return lines.toString();
        }

        private static String pairs(Map<String, String> values, String prefix) {
            StringJoiner all = new StringJoiner(", ");
            values.forEach((key, value) -> all.add(quoted(prefix + key) + ": " + quoted(value)));
            return all.toString();
        }

        /// JSON's strings are YAML's.
        private static String quoted(String text) {
            return GSON.toJson(text);
        }
    }
}
