package dev.brama.feature;

import dev.brama.cluster.ClusterState;
import dev.brama.controller.FallbackCertificate;
import dev.brama.controller.Machine;
import dev.brama.controller.Pipeline;
import dev.brama.endpoints.EndpointDns;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.nginx.ApplyLimits;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.nginx.ConfigTest;
import dev.brama.nginx.GenerationStore;
import dev.brama.nginx.ManagedNginx;
import dev.brama.nginx.NginxApplier;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Introduction;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.Upstream;
import dev.brama.render.ConfigRenderer;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Word;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Objects that are served by a real nginx, which learns the peers by DNS where it can.
final class Resolving implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Path home = Files.createTempDirectory(Path.of("/tmp"), "be");
    private final RenderOptions render;
    private final GenerationStore store;
    private final ManagedNginx nginx;
    private final NginxApplier applier;
    private final Pipeline pipeline;
    private final Templates templates = Templates.read(Optional.empty());
    private EndpointDns dns;
    private ProxyConfig config;

    Resolving(Path binary) throws Exception {
        // nginx's workers are not root and keep large bodies in files.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        var capabilities = CapabilityProbe.probe(binary, Served.modulesBeside(binary));
        NginxLayout layout = new NginxLayout(home.resolve("s").toString());
        render =
                new RenderOptions(
                                layout,
                                new RenderOptions.Ports(Backend.deadPort(), Backend.deadPort()),
                                List.of("127.0.0.1"),
                                List.of(),
                                Machine.workerUser(),
                                capabilities)
                        .with(new RenderOptions.LocalPorts(Backend.deadPort(), Backend.deadPort()));
        store = GenerationStore.open(layout, Machine.workerUser().map(Word::value));
        nginx = new ManagedNginx(binary, layout);
        applier =
                new NginxApplier(store, new ConfigTest(binary, layout), nginx, ApplyLimits.DEFAULT);
        PeerDiscovery discovery =
                capabilities.hasResolvingUpstreams()
                        ? PeerDiscovery.RESOLVED
                        : PeerDiscovery.CONFIGURED;
        pipeline =
                new Pipeline(
                        IngressOptions.DEFAULTS
                                .withPeers(
                                        new PeerOptions(
                                                discovery,
                                                Optional.empty(),
                                                IngressOptions.ExternalNames.SERVED))
                                .with(Yaml.STREAM_SOURCES),
                        render,
                        templates,
                        FallbackCertificate.keptIn(home.resolve("s"), Instant.now()));
        startDns();
    }

    boolean resolves() {
        return render.capabilities().hasResolvingUpstreams();
    }

    EndpointDns dns() {
        return dns;
    }

    /// Starts the name server, empty.
    void startDns() throws IOException {
        dns =
                EndpointDns.start(
                        new InetSocketAddress(LOOPBACK, render.local().names()),
                        render.local().standInAddress());
    }

    /// Ends the name server; nginx is left to what it knows.
    void stopDns() throws IOException {
        if (dns != null) {
            dns.close();
            dns = null;
        }
    }

    /// Tells the peers of the configuration in force.
    void publish() {
        dns.publish(config.allUpstreams());
    }

    /// Puts these documents in force, as the controller does.
    ///
    /// @return what nginx made of it
    ApplyOutcome apply(Object... documents) throws Exception {
        String text = Arrays.stream(documents).map(Object::toString).collect(Collectors.joining());
        ClusterState state =
                ManifestReader.read(List.of(new ManifestText("all.yaml", Yaml.CLASS + text)))
                        .state();
        ProxyConfig next = pipeline.draft(state, Instant.now()).config();
        Optional<ProxyConfig> first =
                config == null ? Optional.empty() : Introduction.between(config, next);
        if (first.isPresent() && dns != null) {
            dns.publish(first.get().upstreams());
            applier.apply(new ConfigRenderer(templates, render).render(first.get()));
            awaitAsked(first.get());
        }
        config = next;
        if (dns != null) {
            publish();
        }
        ApplyOutcome[] outcome = new ApplyOutcome[1];
        Pipeline.Judge judge =
                (_, rendering) -> {
                    outcome[0] = applier.apply(rendering);
                    return outcome[0] instanceof ApplyOutcome.Refused refused
                            ? Optional.of(refused)
                            : Optional.empty();
                };
        pipeline.settle(
                state, Instant.now(), judge, (_, rendering) -> applier.test(rendering).refusal());
        if (dns != null && resolves()) {
            awaitAsked(config);
        }
        return outcome[0];
    }

    private void awaitAsked(ProxyConfig wanted) throws InterruptedException {
        List<BackendRef> backends = wanted.allUpstreams().stream().map(Upstream::backend).toList();
        if (!dns.awaitAsked(backends, Duration.ofSeconds(20))) {
            throw new AssertionError("nginx does not ask for its peers");
        }
    }

    /// Tells nginx other endpoints of a Service, of port 80.
    void change(String service, Backend... backends) {
        change(service, Arrays.stream(backends).map(Backend::port).toList());
    }

    void change(String service, List<Integer> ports) {
        dns.update(
                new BackendRef("shop", service, "80"),
                ports.stream().map(port -> new HostPort("127.0.0.1", port)).sorted().toList());
    }

    Client client() {
        return new Client(render.ports().http(), render.ports().https(), "");
    }

    Answer get(String host) {
        return client().get(host, "/");
    }

    /// Who has answered some requests, without repetition.
    List<String> answering(String host) {
        return IntStream.range(0, 12)
                .mapToObj(_ -> get(host))
                .map(answer -> answer.status() == 200 ? answer.backend() : "" + answer.status())
                .distinct()
                .sorted()
                .toList();
    }

    Path accessLog() {
        return Path.of(render.layout().accessLog());
    }

    ProcessHandle master() throws IOException {
        String pid = Files.readString(Path.of(render.layout().pidFile())).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Override
    public void close() throws Exception {
        stopDns();
        nginx.stop(Duration.ZERO);
        store.close();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
