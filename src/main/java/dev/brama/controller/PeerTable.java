package dev.brama.controller;

import dev.brama.cluster.NamespacedName;
import dev.brama.endpoints.EndpointDns;
import dev.brama.ingress.Compilation;
import dev.brama.ingress.EndpointResolution;
import dev.brama.ingress.EndpointResolution.Answer;
import dev.brama.kube.LiveCluster;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.render.RenderOptions;
import dev.brama.syntax.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells nginx the peers of Services while it serves, as endpoints come and go. For use by two
/// threads: one that applies configurations, which may take seconds, and one that must not wait for
/// it.
final class PeerTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // All peers are written at once, so that many that change all the time cost little. A start
    // finds what was told at the end of the run before, or 5 s before it was killed.
    private static final Duration SAVE_EVERY = Duration.ofSeconds(5);
    // nginx asks within milliseconds of its start; one that does not is not there.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LiveCluster cluster;
    private final EndpointDns dns;
    // Services whose endpoints changed after the objects of the present apply were taken.
    private final Set<NamespacedName> newer = new HashSet<>();
    private final Map<BackendRef, List<HostPort>> told = new TreeMap<>();
    private final PeerMemory memory;
    private final Thread saving;
    private Optional<EndpointResolution> resolution = Optional.empty();
    private boolean unsaved;
    // What the file tells; for the thread that writes it.
    private Map<BackendRef, List<HostPort>> saved;

    private PeerTable(LiveCluster cluster, PeerMemory memory, EndpointDns dns) {
        this.cluster = cluster;
        this.memory = memory;
        this.dns = dns;
        this.saved = memory.read();
        saved.forEach(dns::update);
        this.saving = Thread.ofVirtual().name("peers").start(this::save);
    }

    /// @param memory what was told before
    /// @throws IOException naming the port, if it is not free
    static PeerTable open(LiveCluster cluster, PeerMemory memory, RenderOptions.LocalPorts ports)
            throws IOException {
        try {
            return new PeerTable(
                    cluster,
                    memory,
                    EndpointDns.start(
                            new InetSocketAddress(
                                    java.net.InetAddress.ofLiteral(ports.namesAddress().host()),
                                    ports.names()),
                            ports.standInAddress()));
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s for questions of nginx: %s; stop what uses the port, or name another with --endpoint-dns-port"
                            .formatted(ports.namesAddress().token(), e.getMessage()),
                    e);
        }
    }

    /// To be called before the objects of an apply are taken.
    synchronized void begin() {
        newer.clear();
    }

    /// Tells the peers of a configuration that nginx is about to get.
    synchronized void expect(Compilation compilation) {
        resolution = Optional.of(compilation.endpoints());
        told.clear();
        publish(compilation.config().allUpstreams());
    }

    /// Tells peers of upstreams that nginx gets to know before requests are sent to them.
    synchronized void introduce(List<Upstream> upstreams) {
        publish(upstreams);
    }

    private void publish(List<Upstream> upstreams) {
        dns.publish(upstreams);
        for (Upstream upstream : upstreams) {
            if (upstream.peers() instanceof Peers.Resolved(List<HostPort> addresses)) {
                told.put(upstream.backend(), addresses);
            }
        }
        newer.forEach(this::tell);
        unsaved = true;
    }

    /// Waits until nginx has asked for the peers of a new configuration: until then it has none.
    void awaitAsked(List<Upstream> upstreams) throws InterruptedException {
        if (!dns.awaitAsked(resolved(upstreams), PATIENCE)) {
            LOG.warn("nginx has not asked for the peers of all its upstreams");
        }
    }

    /// Whether nginx has asked this process for the peers of all these upstreams.
    boolean hasBeenAsked(List<Upstream> upstreams) {
        return dns.hasBeenAsked(resolved(upstreams));
    }

    private static List<BackendRef> resolved(List<Upstream> upstreams) {
        return upstreams.stream()
                .filter(upstream -> upstream.peers() instanceof Peers.Resolved)
                .map(Upstream::backend)
                .toList();
    }

    /// Tells the peers of Services whose EndpointSlices changed.
    ///
    /// @return whether the configuration, or what is wrong with objects, changes by that
    synchronized boolean update(Set<NamespacedName> services) {
        newer.addAll(services);
        boolean more = false;
        for (NamespacedName service : services) {
            more |= tell(service);
        }
        return more;
    }

    private boolean tell(NamespacedName service) {
        if (resolution.isEmpty()) {
            return true;
        }
        Answer answer =
                resolution
                        .get()
                        .answer(service, cluster.service(service), cluster.endpointSlices(service));
        return switch (answer) {
            case Answer.Addresses(var addresses, boolean problemsChange) -> {
                addresses.forEach((backend, peers) -> {
                    dns.update(backend, peers);
                    told.put(backend, peers);
                });
                unsaved |= !addresses.isEmpty();
                yield problemsChange;
            }
            case Answer.CompileAnew() -> true;
        };
    }

    private void save() {
        String lastFailure = "";
        try {
            while (true) {
                Thread.sleep(SAVE_EVERY);
                lastFailure = saveNews(lastFailure);
            }
        } catch (InterruptedException _) {
            saveNews(lastFailure);
        }
    }

    /// Writes all peers where the file tells others.
    private String saveNews(String lastFailure) {
        Optional<Map<BackendRef, List<HostPort>>> peers = takeUnsaved();
        return peers.isPresent() && !peers.get().equals(saved)
                ? save(peers.get(), lastFailure)
                : lastFailure;
    }

    /// @return what failed, to be told once
    private String save(Map<BackendRef, List<HostPort>> peers, String lastFailure) {
        try {
            memory.write(peers);
            saved = peers;
            return "";
        } catch (IOException e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(lastFailure)) {
                LOG.warn("cannot remember the endpoints: {}", failure);
            }
            return failure;
        }
    }

    private synchronized Optional<Map<BackendRef, List<HostPort>>> takeUnsaved() {
        if (!unsaved) {
            return Optional.empty();
        }
        unsaved = false;
        return Optional.of(new TreeMap<>(told));
    }

    @Override
    public void close() throws IOException {
        saving.interrupt();
        try {
            saving.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        dns.close();
    }
}
