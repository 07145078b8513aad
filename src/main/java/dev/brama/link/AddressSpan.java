package dev.brama.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// A span of numbers that the packet filter lets pass: IPv4 addresses, or the last four bytes of
/// IPv6 addresses.
///
/// @param first the lowest, without sign
/// @param last the highest, without sign, itself included
record AddressSpan(int first, int last) {
    /// The fewest spans, at most `limit`, that hold all numbers. Where there are more, the nearest
    /// become one: what lies between passes too, and is looked at by the reader.
    static List<AddressSpan> cover(Collection<Integer> numbers, int limit) {
        long[] sorted =
                numbers.stream().mapToLong(Integer::toUnsignedLong).sorted().distinct().toArray();
        if (sorted.length == 0) {
            return List.of();
        }
        long[] gaps = new long[sorted.length - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = sorted[i + 1] - sorted[i];
        }
        long[] wide = gaps.clone();
        Arrays.sort(wide);
        // The (limit - 1) widest gaps divide; a gap of 1 is none.
        int widest = gaps.length - limit + 1;
        long divides = widest < 0 ? 2 : widest < gaps.length ? wide[widest] : Long.MAX_VALUE;
        divides = Math.max(2, divides);
        List<AddressSpan> spans = new ArrayList<>();
        long first = sorted[0];
        for (int i = 0; i < gaps.length; i++) {
            if (gaps[i] >= divides && spans.size() < limit - 1) {
                spans.add(new AddressSpan((int) first, (int) sorted[i]));
                first = sorted[i + 1];
            }
        }
        spans.add(new AddressSpan((int) first, (int) sorted[sorted.length - 1]));
        return List.copyOf(spans);
    }
}
