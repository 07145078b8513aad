package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AddressSpanTest {
    @Test
    void neighboursShareASpan() {
        assertThat(AddressSpan.cover(List.of(7, 5, 6, 20, 7), 8))
                .containsExactly(new AddressSpan(5, 7), new AddressSpan(20, 20));
        assertThat(AddressSpan.cover(List.of(), 8)).isEmpty();
    }

    @Test
    void numbersAreWithoutSign() {
        assertThat(AddressSpan.cover(List.of(-1, 1, Integer.MAX_VALUE), 8))
                .containsExactly(
                        new AddressSpan(1, 1),
                        new AddressSpan(Integer.MAX_VALUE, Integer.MAX_VALUE),
                        new AddressSpan(-1, -1));
        assertThat(AddressSpan.cover(List.of(Integer.MAX_VALUE, Integer.MIN_VALUE), 8))
                .containsExactly(new AddressSpan(Integer.MAX_VALUE, Integer.MIN_VALUE));
    }

    @Test
    void nearestBecomeOneWhereThereAreTooMany() {
        assertThat(AddressSpan.cover(List.of(1, 10, 100, 1000), 2))
                .containsExactly(new AddressSpan(1, 100), new AddressSpan(1000, 1000));
        assertThat(AddressSpan.cover(List.of(1, 10, 100, 1000), 1))
                .containsExactly(new AddressSpan(1, 1000));
    }

    @Test
    void everyNumberIsHeldByNoMoreSpansThanAllowed() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            Set<Integer> numbers = new HashSet<>();
            int bound = 1 << (1 + random.nextInt(20));
            for (int i = random.nextInt(60); i > 0; i--) {
                numbers.add(random.nextInt(bound) - bound / 2);
            }
            int limit = 1 + random.nextInt(PacketFilter.SPANS);
            List<AddressSpan> spans = AddressSpan.cover(numbers, limit);
            assertThat(spans).hasSizeLessThanOrEqualTo(limit);
            for (int number : numbers) {
                assertThat(spans)
                        .anyMatch(span ->
                                Integer.compareUnsigned(span.first(), number) <= 0
                                        && Integer.compareUnsigned(number, span.last()) <= 0);
            }
        }
    }
}
