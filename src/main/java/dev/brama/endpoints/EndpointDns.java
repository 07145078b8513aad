package dev.brama.endpoints;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.PeerNames;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A name server that tells nginx the peers of upstreams.
///
/// nginx may ask before the peers are known; it is answered once they are. It is told of a change
/// at once: a question for peers that it knows already is held until they change.
///
/// For any number of threads.
public final class EndpointDns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointDns.class);

    // From the answer to the choice of peers nginx needs a moment: it asks for their addresses.
    private static final Duration MOMENT = Duration.ofMillis(30);
    private static final Duration STEP = Duration.ofMillis(2);

    private final HostPort standIn;
    private final Map<String, PeerName> names = new ConcurrentHashMap<>();
    private final NameServer server;

    private EndpointDns(InetSocketAddress address, HostPort standIn, Duration hold)
            throws IOException {
        this.standIn = standIn;
        this.server = NameServer.start(address, names, hold);
    }

    /// Starts to answer.
    ///
    /// @param address of loopback; the same port is taken for UDP and TCP, with 0 any free one
    /// @param standIn the peer of upstreams that have none
    /// @throws IOException if the port is not free
    public static EndpointDns start(InetSocketAddress address, HostPort standIn)
            throws IOException {
        return start(address, standIn, NameServer.HOLD);
    }

    /// The same with questions held for another time at most.
    static EndpointDns start(InetSocketAddress address, HostPort standIn, Duration hold)
            throws IOException {
        return new EndpointDns(address, standIn, hold);
    }

    /// Where it answers.
    public InetSocketAddress address() {
        return server.address();
    }

    /// Tells the peers of all upstreams of a configuration. To be called before nginx gets the
    /// configuration.
    ///
    /// @param upstreams those whose peers are not resolved are passed over
    public void publish(Collection<Upstream> upstreams) {
        server.expectQuestions();
        Set<String> published = new HashSet<>();
        for (Upstream upstream : upstreams) {
            if (upstream.peers() instanceof Peers.Resolved(List<HostPort> addresses)) {
                update(upstream.backend(), addresses);
                published.add(question(upstream.backend()));
            }
        }
        names.forEach((question, name) -> {
            if (!published.contains(question)) {
                name.retire();
            }
        });
    }

    /// Tells the peers of one upstream.
    public void update(BackendRef backend, List<HostPort> addresses) {
        List<HostPort> peers = addresses.isEmpty() ? List.of(standIn) : addresses;
        String question = question(backend);
        PeerName known = names.get(question);
        Roster last = known == null ? null : known.roster();
        Roster roster =
                last != null && last.peers().equals(peers) ? last : Roster.of(question, peers);
        if (roster != last && roster.isCut()) {
            LOG.warn(
                    "Service {}/{} has {} endpoints at port {}, more than nginx can be told; the"
                            + " first {} get requests",
                    backend.namespace(),
                    backend.service(),
                    peers.size(),
                    backend.port(),
                    roster.count());
        }
        PeerName name =
                names.compute(
                        question,
                        (_, old) -> {
                            PeerName one = old == null ? new PeerName(question) : old;
                            one.roster(roster);
                            return one;
                        });
        if (roster != last) {
            server.changed(name);
        }
    }

    private static String question(BackendRef backend) {
        return WireName.of(PeerNames.question(backend));
    }

    /// Waits until nginx has been told the peers of each of these upstreams once.
    ///
    /// @return whether it has
    public boolean awaitAsked(Collection<BackendRef> backends, Duration timeout)
            throws InterruptedException {
        List<String> questions = backends.stream().map(EndpointDns::question).toList();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!areAnswered(questions)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(STEP);
        }
        Thread.sleep(MOMENT);
        return true;
    }

    /// Whether nginx has been told the peers of each of these upstreams once.
    public boolean hasBeenAsked(Collection<BackendRef> backends) {
        return areAnswered(backends.stream().map(EndpointDns::question).toList());
    }

    private boolean areAnswered(List<String> questions) {
        return questions.stream().allMatch(this::isAnswered);
    }

    private boolean isAnswered(String question) {
        PeerName name = names.get(question);
        return name != null && name.isAnswered();
    }

    /// How many questions have come in.
    public long questions() {
        return server.questions();
    }

    /// Stops answering. nginx keeps the peers it knows.
    @Override
    public void close() throws IOException {
        server.close();
    }
}
