package dev.brama.address;

import dev.brama.cluster.IpFamily;
import java.math.BigInteger;

/// Addresses of one family that follow each other.
///
/// @param first the lowest
/// @param last the highest
public record IpRange(IpAddress first, IpAddress last) implements Comparable<IpRange> {
    public IpRange {
        if (first.family() != last.family() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("no range: " + first + " to " + last);
        }
    }

    /// A range of one address.
    public static IpRange of(IpAddress only) {
        return new IpRange(only, only);
    }

    /// All addresses that share the first bits of an address.
    ///
    /// @param prefix how many bits
    public static IpRange network(IpAddress address, int prefix) {
        long[] mask = mask(address, prefix);
        long high = address.isV4() ? 0 : address.high() & mask[0];
        IpAddress first = new IpAddress(address.family(), high, address.low() & mask[1]);
        long top = address.isV4() ? 0 : address.high() | ~mask[0];
        long bottom = address.low() | (address.isV4() ? ~mask[1] & 0xffff_ffffL : ~mask[1]);
        return new IpRange(first, new IpAddress(address.family(), top, bottom));
    }

    /// The bits of the network as two numbers of 64 bits.
    private static long[] mask(IpAddress address, int prefix) {
        if (address.isV4()) {
            return new long[] {0, prefix == 0 ? 0 : (-1L << (32 - prefix)) & 0xffff_ffffL};
        }
        return new long[] {ones(Math.min(prefix, 64)), ones(Math.max(prefix - 64, 0))};
    }

    private static long ones(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }

    /// The family of all its addresses.
    public IpFamily family() {
        return first.family();
    }

    /// Whether the address is one of these.
    public boolean contains(IpAddress address) {
        return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /// Whether the two have an address in common.
    public boolean overlaps(IpRange other) {
        return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /// What two ranges that overlap have in common.
    IpRange common(IpRange other) {
        return new IpRange(
                first.compareTo(other.first) < 0 ? other.first : first,
                last.compareTo(other.last) < 0 ? last : other.last);
    }

    /// How many addresses these are; all that a `long` can tell where there are more.
    public long size() {
        if (family() == IpFamily.IPV4) {
            return last.low() - first.low() + 1;
        }
        BigInteger size =
                new BigInteger(1, last.bytes())
                        .subtract(new BigInteger(1, first.bytes()))
                        .add(BigInteger.ONE);
        return size.bitLength() < Long.SIZE ? size.longValue() : Long.MAX_VALUE;
    }

    @Override
    public int compareTo(IpRange other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : last.compareTo(other.last);
    }

    @Override
    public String toString() {
        return first.equals(last) ? first.toString() : first + "-" + last;
    }
}
