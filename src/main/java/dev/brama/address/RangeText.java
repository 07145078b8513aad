package dev.brama.address;

import dev.brama.problem.Excerpt;
import java.util.Optional;

/// Reads an entry of a pool's addresses: `192.168.1.0/24` or `192.168.1.70-192.168.1.80`.
final class RangeText {
    private RangeText() {}

    /// What an entry comes to.
    sealed interface Reading {}

    /// @param range the addresses
    record Read(IpRange range) implements Reading {}

    /// A network that is written with the address of one of its hosts.
    ///
    /// @param range the whole network
    /// @param canonical how it is written
    record HostBits(IpRange range, String canonical) implements Reading {}

    /// @param message what is wrong
    /// @param fix what to write
    record Unreadable(String message, String fix) implements Reading {}

    static Reading read(String text) {
        String entry = text.strip();
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return network(entry, slash);
        }
        int hyphen = entry.indexOf('-');
        if (hyphen >= 0) {
            return range(entry, hyphen);
        }
        return IpAddress.parse(entry)
                .<Reading>map(RangeText::bare)
                .orElseGet(() ->
                        new Unreadable(
                                Excerpt.of(entry) + " is neither a network nor a range",
                                "write it as 192.168.1.0/24 or 192.168.1.70-192.168.1.80"));
    }

    private static Reading bare(IpAddress address) {
        return new Unreadable(
                address + " is a single address, where a network or a range belongs",
                "write " + address + "/" + address.bits() + " if only this address is meant");
    }

    private static Reading network(String entry, int slash) {
        Optional<IpAddress> address = IpAddress.parse(entry.substring(0, slash).strip());
        String length = entry.substring(slash + 1).strip();
        if (address.isEmpty()) {
            return noAddress(entry.substring(0, slash));
        }
        int bits = address.get().bits();
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            return new Unreadable(
                    Excerpt.of(length) + " is no length of a prefix",
                    "write a number from 0 to " + bits + " after the slash");
        }
        int prefix = Integer.parseInt(length);
        IpRange range = IpRange.network(address.get(), prefix);
        return range.first().equals(address.get())
                ? new Read(range)
                : new HostBits(range, range.first() + "/" + prefix);
    }

    private static Reading range(String entry, int hyphen) {
        String from = entry.substring(0, hyphen).strip();
        String to = entry.substring(hyphen + 1).strip();
        Optional<IpAddress> first = IpAddress.parse(from);
        Optional<IpAddress> last = IpAddress.parse(to);
        if (first.isEmpty()) {
            return noAddress(from);
        }
        if (last.isEmpty()) {
            return to.matches("\\d{1,3}") && first.get().isV4()
                    ? new Unreadable(
                            "the range ends in " + Excerpt.of(to) + ", which is no whole address",
                            "write "
                                    + from
                                    + "-"
                                    + from.substring(0, from.lastIndexOf('.') + 1)
                                    + to)
                    : noAddress(to);
        }
        if (first.get().family() != last.get().family()) {
            return new Unreadable(
                    "the range starts with "
                            + first.get().family().token()
                            + " and ends with "
                            + last.get().family().token(),
                    "write two ranges, one of each family");
        }
        if (first.get().compareTo(last.get()) > 0) {
            return new Unreadable(
                    "the range runs backwards: " + first.get() + " comes after " + last.get(),
                    "write " + last.get() + "-" + first.get());
        }
        return new Read(new IpRange(first.get(), last.get()));
    }

    private static Reading noAddress(String text) {
        return new Unreadable(
                Excerpt.of(text) + " is not an IP address",
                "write an address such as 192.168.1.70 or 2001:db8::70");
    }
}
