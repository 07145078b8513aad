package dev.brama.realcluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A namespace with applications and one Ingress before them, and requests to the address that the
/// Ingress tells. Closed, the namespace goes away; the next one waits until its Ingress claims
/// nothing any more, for which the suite's own pauses are long enough.
final class Scenario implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Duration STATUS = Duration.ofSeconds(30);

    private static final Set<String> LEAVING = new TreeSet<>();

    private final RealCluster cluster;
    private final String namespace;
    private final String ingress;

    private Scenario(RealCluster cluster, String namespace, String ingress) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.ingress = ingress;
    }

    /// A namespace with these applications, each with one ready endpoint.
    static Scenario of(RealCluster cluster, String ingress, List<Application> applications)
            throws Exception {
        Scenario scenario =
                new Scenario(cluster, cluster.newNamespace("ingress-conformance"), ingress);
        try {
            StringBuilder all = new StringBuilder();
            for (Application application : applications) {
                all.append(application.yaml(scenario.namespace)).append("---\n");
            }
            if (!applications.isEmpty()) {
                cluster.apply(all.toString());
            }
            for (Application application : applications) {
                scenario.awaitEndpoints(application.service(), 1);
            }
            return scenario;
        } catch (Exception | AssertionError e) {
            scenario.close();
            throw e;
        }
    }

    static List<Application> applications(String ingress, String... services) {
        return Arrays.stream(services).map(name -> Application.of(ingress, name)).toList();
    }

    String namespace() {
        return namespace;
    }

    /// Makes the Ingress; %s in its text is the namespace. Refused for the sake of an Ingress that
    /// is going away, it is tried again.
    Scenario ingress(String yaml) throws Exception {
        RealCluster.await(
                "room for " + ingress,
                () -> {
                    Ran ran = cluster.tryApply(yaml.replace("%s", namespace));
                    if (LEAVING.stream().anyMatch(ran.all()::contains)) {
                        return false;
                    }
                    ran.orFail();
                    return true;
                });
        return this;
    }

    Scenario awaitAddress() throws Exception {
        RealCluster.await("an address of " + ingress, STATUS, () -> !address().isEmpty());
        return this;
    }

    /// The first address that its status tells; empty for none.
    String address() throws IOException, InterruptedException {
        return cluster.field(
                namespace,
                "ingress/" + ingress,
                ".status.loadBalancer.ingress[0]['ip','hostname']");
    }

    void awaitEndpoints(String service, int count) throws Exception {
        RealCluster.await(
                count + " endpoints of " + service,
                () -> endpoints().getOrDefault(service, 0) == count);
    }

    private Map<String, Integer> endpoints() throws IOException, InterruptedException {
        String range =
                "{range .items[*]}{.metadata.name} {.subsets[*].addresses[*].ip}{'\\n'}{end}";
        Map<String, Integer> counts = new TreeMap<>();
        cluster.kubectl("get", "endpoints", "-n", namespace, "-o", "jsonpath=" + range)
                .orFail()
                .lines()
                .map(line -> line.strip().split(" "))
                .forEach(words -> counts.put(words[0], words.length - 1));
        return counts;
    }

    /// One request, no redirect followed.
    Answer send(String method, String url) throws IOException, InterruptedException {
        return cluster.lan().send(Request.get(url, address()).by(method));
    }

    /// Follows redirects to where they lead, at the same address.
    Answer follow(String url) throws IOException, InterruptedException {
        Answer answer = send("GET", url);
        for (int left = 5; REDIRECTS.contains(answer.status()) && left > 0; left--) {
            answer = send("GET", answer.header("location"));
        }
        return answer;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        LEAVING.add(namespace);
        cluster.dropNamespace(namespace);
    }
}
