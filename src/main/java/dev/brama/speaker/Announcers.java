package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Authority;
import dev.brama.layer2.MacAddress;
import dev.brama.link.Link;
import dev.brama.link.LinkException;
import dev.brama.link.Links;
import dev.brama.link.PacketSocket;
import dev.brama.speaker.InterfaceRules.Fitness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces addresses on the node's interfaces, and follows these as they come, go and change.
///
/// An interface that went down, lost its carrier or got another MAC loses its announcer; as soon as
/// it is fit again it gets a new one, with new sockets and groups, which tells all addresses anew.
/// One thread follows the kernel's events; calls from others only change what is wanted.
public final class Announcers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcers.class);
    private static final int LOOPBACK = 1;
    private static final int END_MILLISECONDS = 2_000;

    // How soon an announcer that ended without an event is made again.
    private static final int AGAIN_MILLISECONDS = 1_000;

    /// What announcers tell of. Both are called by their threads and must return at once.
    ///
    /// @param claimed another card claims an address; it is announced nowhere any more
    /// @param changed an interface came, went or changed, or the LAN behind it did
    public record Reports(Consumer<Claim> claimed, Consumer<List<InterfaceState>> changed) {}

    /// An address to announce.
    ///
    /// @param interfaces where; empty for all that are fit
    private record Wanted(Set<String> interfaces, FrameCounts counts) {}

    private final AnnouncerSettings settings;
    private final Authority authority;
    private final Reports reports;
    private final Thread follower;
    private final CompletableFuture<Links> opened = new CompletableFuture<>();

    // Guarded by this.
    private final Map<IpAddress, Wanted> wanted = new TreeMap<>();
    private final Map<String, Announcer> running = new TreeMap<>();
    private final Set<Announcer> ending = new HashSet<>();
    private final Map<String, FrameCounts> counts = new HashMap<>();
    private List<Link> links = List.of();
    private Set<IpAddress> peers = Set.of();

    private volatile boolean closed;

    /// Whether an announcer ended that nobody told to.
    private volatile boolean lost;

    private Announcers(AnnouncerSettings settings, Authority authority, Reports reports) {
        this.settings = settings;
        this.authority = authority;
        this.reports = reports;
        this.follower = Thread.ofPlatform().daemon().name("links").unstarted(this::follow);
    }

    /// Starts to follow the interfaces; nothing is announced yet.
    ///
    /// @throws LinkException where the process may not: for want of the capability NET_RAW
    public static Announcers open(AnnouncerSettings settings, Authority authority, Reports reports)
            throws LinkException {
        // Every machine has a loopback: it shows at once whether this process may do it at all.
        PacketSocket.open(LOOPBACK).close();
        Links.open().close();
        Announcers announcers = new Announcers(settings, authority, reports);
        announcers.follower.start();
        announcers.opened.join();
        return announcers;
    }

    /// Announces an address from now on, wherever it is authorised; one that is announced already
    /// is told to all anew.
    ///
    /// @param interfaces their names; empty for all that are fit and not excluded
    public synchronized void announce(IpAddress address, Set<String> interfaces) {
        Wanted before = wanted.get(address);
        Wanted now =
                new Wanted(
                        Set.copyOf(interfaces), before == null ? new FrameCounts() : before.counts);
        wanted.put(address, now);
        for (Announcer announcer : running.values()) {
            if (isOn(now, announcer.link())) {
                announcer.announce(address, now.counts);
            } else {
                var _ = announcer.withdraw(address);
            }
        }
        // It may name an interface that is left out otherwise.
        opened.join().wake();
    }

    /// Announces an address no more.
    ///
    /// @return completes when nothing of it will be sent any more
    public synchronized CompletableFuture<Void> withdraw(IpAddress address) {
        wanted.remove(address);
        // Also those that are about to end may be sending.
        CompletableFuture<?>[] each =
                Stream.concat(running.values().stream(), ending.stream())
                        .map(announcer -> announcer.withdraw(address))
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(each);
    }

    /// Asks for a second whether a stranger uses an address that is not announced here.
    ///
    /// @param interfaces where it is to be announced; empty for all
    public synchronized CompletableFuture<ProbeOutcome> probe(
            IpAddress address, Set<String> interfaces) {
        CompletableFuture<ProbeOutcome> outcome = new CompletableFuture<>();
        List<Announcer> asked =
                running.entrySet().stream()
                        .filter(e -> interfaces.isEmpty() || interfaces.contains(e.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        if (asked.isEmpty()) {
            outcome.complete(new ProbeOutcome.NotAsked());
        }
        AtomicInteger silent = new AtomicInteger();
        for (Announcer announcer : asked) {
            CompletableFuture<Optional<MacAddress>> verdict = new CompletableFuture<>();
            var _ =
                    verdict.thenAccept(card -> {
                        if (card.isPresent()) {
                            outcome.complete(
                                    new ProbeOutcome.Answered(card.get(), announcer.link().name()));
                        } else if (silent.incrementAndGet() == asked.size()) {
                            outcome.complete(new ProbeOutcome.Silent());
                        }
                    });
            announcer.probe(address, verdict);
        }
        return outcome;
    }

    /// Sets the peers' own addresses on the LAN, to see by them, and by the gateways, whether the
    /// LAN is there. To be called again now and then: gateways are looked up with it.
    public synchronized void askPeers(Set<IpAddress> addresses) {
        peers = Set.copyOf(addresses);
        running.values().forEach(announcer -> announcer.askPeers(peers));
    }

    /// The node's interfaces by name, with what was counted.
    public synchronized List<InterfaceState> interfaces() {
        List<InterfaceState> states = new ArrayList<>();
        for (Link link : links) {
            Announcer announcer = running.get(link.name());
            FrameCounts counted = counts.get(link.name());
            Fitness fitness = settings.rules().fitness(link);
            states.add(
                    new InterfaceState(
                            link.name(),
                            new MacAddress(link.mac()),
                            announcer == null ? fitness : Fitness.FIT,
                            announcer == null ? Announcements.NEVER : announcer.heardAt(),
                            announcer == null ? Set.of() : announcer.heardGateways(),
                            (counted == null ? new FrameCounts() : counted).counted()));
        }
        return List.copyOf(states);
    }

    /// The node's links, as the kernel tells of them.
    public synchronized List<Link> links() {
        return links;
    }

    /// What was counted of each address that is announced.
    public synchronized Map<IpAddress, Counted> addresses() {
        Map<IpAddress, Counted> counted = new TreeMap<>();
        wanted.forEach((address, one) -> counted.put(address, one.counts.counted()));
        return counted;
    }

    /// Where an address is announced now; empty where no interface of it is fit.
    public synchronized Set<String> interfacesOf(IpAddress address) {
        Wanted one = wanted.get(address);
        Set<String> names = new HashSet<>();
        running.forEach((name, announcer) -> {
            if (one != null && isOn(one, announcer.link())) {
                names.add(name);
            }
        });
        return Set.copyOf(names);
    }

    private boolean isOn(Wanted one, Link link) {
        return one.interfaces.isEmpty()
                ? settings.rules().fitness(link) == Fitness.FIT
                : one.interfaces.contains(link.name());
    }

    private void follow() {
        try (Links followed = Links.open()) {
            synchronized (this) {
                links = followed.snapshot();
                arrange();
            }
            opened.complete(followed);
            while (!closed) {
                followed.await(-1);
                if (lost) {
                    lost = false;
                    followed.await(AGAIN_MILLISECONDS);
                }
                take(followed.snapshot());
            }
        } catch (LinkException e) {
            LOG.error("interfaces are followed no more: {}", e.getMessage());
            opened.completeExceptionally(e);
        }
    }

    private void take(List<Link> now) {
        List<InterfaceState> states;
        synchronized (this) {
            if (closed) {
                return;
            }
            boolean changed = !links.equals(now);
            links = now;
            arrange();
            if (!changed) {
                return;
            }
            states = interfaces();
        }
        reports.changed.accept(states);
    }

    // Makes the announcers be what they should be; called with the lock.
    private void arrange() {
        Map<String, Link> fit = new TreeMap<>();
        Set<MacAddress> cards = new HashSet<>();
        for (Link link : links) {
            cards.add(new MacAddress(link.mac()));
            Fitness fitness = settings.rules().fitness(link);
            if (fitness == Fitness.FIT || (fitness == Fitness.EXCLUDED && isNamed(link.name()))) {
                fit.put(link.name(), link);
            }
        }
        running.values()
                .removeIf(announcer -> {
                    Link link = fit.get(announcer.link().name());
                    boolean stale = link == null || !isSame(link, announcer.link());
                    if (stale) {
                        announcer.stop();
                        ending.add(announcer);
                    }
                    return stale;
                });
        for (Link link : fit.values()) {
            Announcer announcer = running.get(link.name());
            if (announcer == null) {
                announcer = start(link);
            }
            announcer.setOwn(cards, HostInspection.subnets(link));
        }
    }

    private boolean isNamed(String name) {
        return wanted.values().stream().anyMatch(one -> one.interfaces.contains(name));
    }

    private static boolean isSame(Link link, Link other) {
        return link.index() == other.index() && link.changes() == other.changes();
    }

    private Announcer start(Link link) {
        Announcer announcer =
                new Announcer(
                        link,
                        settings,
                        authority,
                        counts.computeIfAbsent(link.name(), _ -> new FrameCounts()),
                        new Announcer.Reports(this::claimed, this::turned, this::ended));
        running.put(link.name(), announcer);
        announcer.setOwn(Set.of(), HostInspection.subnets(link));
        announcer.askPeers(peers);
        wanted.forEach((address, one) -> {
            if (isOn(one, link)) {
                announcer.announce(address, one.counts);
            }
        });
        announcer.start();
        return announcer;
    }

    private void claimed(Claim claim) {
        var _ = withdraw(claim.address());
        reports.claimed.accept(claim);
    }

    private void turned() {
        reports.changed.accept(interfaces());
    }

    private void ended(Announcer announcer) {
        synchronized (this) {
            if (ending.remove(announcer) || !running.remove(announcer.link().name(), announcer)) {
                return;
            }
        }
        // By itself: if that was for a link that went and is back, no event may come any more.
        lost = true;
        var _ = opened.thenAccept(Links::wake);
    }

    /// Announces nothing any more; returns when all threads have ended.
    @Override
    public void close() {
        List<Announcer> last;
        synchronized (this) {
            closed = true;
            last = Stream.concat(running.values().stream(), ending.stream()).toList();
            running.clear();
            wanted.clear();
        }
        last.forEach(Announcer::stop);
        opened.join().wake();
        try {
            for (Announcer announcer : last) {
                announcer.join(END_MILLISECONDS);
            }
            follower.join(END_MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
