package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Seat;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What gives this node the right to answer for addresses, and takes it away.
interface Grants extends Authority, AutoCloseable {
    /// What is to be held by this node or another from now on.
    void seats(Collection<Seat> seats);

    /// Gives addresses back and does not claim them for a while.
    void rest(Collection<IpAddress> addresses, Duration time);

    /// What is so at this moment.
    Standing standing();

    /// Hands everything over to others and ends.
    @Override
    void close();

    /// What decides who answers.
    ///
    /// @param mode `quorum`, `lease` or `none`
    /// @param why in words
    /// @param version of the charter
    /// @param voters whose majority decides
    /// @param held the addresses of this node
    /// @param holders for the other addresses, as far as it is known
    /// @param speakers nodes whose speaker is known to live, this one too
    /// @param neighbours addresses of the interfaces of the others
    /// @param gateways which of them the others hear; only told while there are Leases alone
    /// @param peers where other speakers are reached, those of nodes that are gone among them
    record Standing(
            String mode,
            String why,
            long version,
            List<String> voters,
            SortedMap<IpAddress, Held> held,
            SortedMap<IpAddress, String> holders,
            Set<String> speakers,
            Set<IpAddress> neighbours,
            Set<IpAddress> gateways,
            Set<Peer> peers) {
        /// Before anything is known.
        static final Standing NONE =
                new Standing(
                        "none",
                        "nothing is agreed on yet",
                        0,
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of());
    }

    /// @param epoch grows with each holder, as long as addresses are held in one way
    /// @param since when it was granted, in milliseconds since 1970
    record Held(long epoch, long since) {}

    /// Hears what changes; called in the thread of the grants.
    interface Listener {
        /// The right to answer is there, and lasts as the deadlines say.
        void gained(IpAddress address);

        /// It is gone; returns when nothing is sent for it any more.
        void lost(IpAddress address, Optional<String> rival);
    }
}
