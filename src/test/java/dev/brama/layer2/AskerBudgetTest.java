package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskerBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final MacAddress LOUD = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress QUIET = new MacAddress(0x0200_0000_0002L);

    private final AskerBudget budget = new AskerBudget(100, 10);

    private int taken(MacAddress asker, int wanted, long from, long step) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take(asker, from + i * step) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void burstIsGivenAtOnceAndNoMore() {
        assertThat(taken(LOUD, 50, SECOND, 0)).isEqualTo(10);
    }

    @Test
    void floodGetsTheRate() {
        assertThat(taken(LOUD, 10_000, SECOND, SECOND / 1000)).isBetween(1000, 1010);
    }

    @Test
    void othersKeepTheirs() {
        taken(LOUD, 10_000, SECOND, 0);
        assertThat(budget.take(QUIET, SECOND)).isTrue();
    }

    @Test
    void budgetFillsUpAgain() {
        taken(LOUD, 50, SECOND, 0);
        assertThat(taken(LOUD, 50, 3 * SECOND, 0)).isEqualTo(10);
    }
}
