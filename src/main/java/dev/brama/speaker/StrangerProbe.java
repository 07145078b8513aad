package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.MacAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Asks one interface whether a stranger uses an address, by the probes of RFC 5227 and RFC 4862.
///
/// Three probes within 0.6 s, and a verdict after 1 s; the standard's 4 to 7 s are more than a
/// first assignment can bear. Hosts answer in less than a millisecond; the time is for what sleeps,
/// such as Wi-Fi cards, which wake some three times a second.
final class StrangerProbe {
    private static final int PROBES = 3;
    private static final long PAUSE = 300_000_000L;
    private static final long VERDICT = 1_000_000_000L;

    private final IpAddress address;
    private final long started;
    private final CompletableFuture<Optional<MacAddress>> verdict;
    private int sent;

    StrangerProbe(IpAddress address, long now, CompletableFuture<Optional<MacAddress>> verdict) {
        this.address = address;
        this.started = now;
        this.verdict = verdict;
    }

    IpAddress address() {
        return address;
    }

    boolean isOver() {
        return verdict.isDone();
    }

    /// When [#step] has something to do.
    long due() {
        if (isOver()) {
            return Announcements.NEVER;
        }
        return started + (sent < PROBES ? sent * PAUSE : VERDICT);
    }

    /// The probe to send now, if one is due; gives the verdict when the time is over.
    Optional<Frame> step(MacAddress mac, long now) {
        if (now < due()) {
            return Optional.empty();
        }
        if (sent == PROBES) {
            verdict.complete(Optional.empty());
            return Optional.empty();
        }
        sent++;
        return Optional.of(
                address.isV4() ? Arp.probe(mac, address) : Solicitation.probe(mac, address));
    }

    /// Takes note of who uses it.
    void found(MacAddress card) {
        verdict.complete(Optional.of(card));
    }

    /// Ends it without a verdict: the interface went.
    void abandon() {
        verdict.complete(Optional.empty());
    }
}
