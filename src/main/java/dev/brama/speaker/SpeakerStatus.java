package dev.brama.speaker;

import java.util.List;
import java.util.Optional;

/// What a speaker tells of itself and of the addresses that it knows of.
///
/// @param node where it runs
/// @param authority by what it may answer now: `quorum`, `lease`, or `none`
/// @param why what decided that, in words
/// @param version of the record that all speakers go by
/// @param voters nodes whose majority decides; empty for `lease`
/// @param allocator the node that gives addresses out; empty while there is none
/// @param silent nodes whose speaker lives but did not say what it holds; while there are some, an
///   address without a holder may have one
/// @param addresses of Services, in their order
/// @param interfaces where it announces
public record SpeakerStatus(
        String node,
        String authority,
        String why,
        long version,
        List<String> voters,
        String allocator,
        List<String> silent,
        List<Address> addresses,
        List<Interface> interfaces) {
    public SpeakerStatus {
        voters = List.copyOf(voters);
        silent = List.copyOf(silent);
        addresses = List.copyOf(addresses);
        interfaces = List.copyOf(interfaces);
    }

    /// An address of a Service.
    ///
    /// @param address IPv4 or IPv6
    /// @param services that have it, as `namespace/name`; several may share one
    /// @param pool that it is of; empty where no pool holds it any more
    /// @param holder the node that answers, if one is known
    /// @param epoch grows with each holder
    /// @param since when the holder took it, RFC 3339, if the holder said so
    /// @param here whether this node answers
    public record Address(
            String address,
            List<String> services,
            String pool,
            Optional<String> holder,
            long epoch,
            Optional<String> since,
            boolean here) {
        public Address {
            services = List.copyOf(services);
        }
    }

    /// An interface and what went over it since the speaker started.
    ///
    /// @param name such as `eth0`
    /// @param mac its hardware address
    /// @param state `up`, or why nothing is announced on it, such as `no carrier`
    /// @param used whether addresses are announced on it, or would be if it had a link
    /// @param requests questions for announced addresses
    /// @param responses answers to them
    /// @param gratuitous announcements that nobody asked for
    /// @param conflicts claims of others to announced addresses
    /// @param malformed frames that could not be read
    public record Interface(
            String name,
            String mac,
            String state,
            boolean used,
            long requests,
            long responses,
            long gratuitous,
            long conflicts,
            long malformed) {}
}
