package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private final Standing standing = new Standing(() -> List.of("cannot watch ingresses"));

    @Test
    void startsWithoutAConfigurationAndSaysWhatIsMissing() {
        assertThat(standing.startup().status()).isEqualTo(503);
        assertThat(standing.startup().body()).contains("- cannot watch ingresses");
        assertThat(standing.readiness().status()).isEqualTo(503);
        assertThat(standing.health().status()).isEqualTo(200);
    }

    @Test
    void isReadyOnlyOnceNginxServesAndStaysSoWhateverIsOutOfDate() {
        standing.started();
        assertThat(standing.startup().status()).isEqualTo(200);
        assertThat(standing.readiness().status()).isEqualTo(503);
        standing.ready();
        assertThat(standing.readiness().status()).isEqualTo(200);
        assertThat(standing.readiness().body()).contains("- cannot watch ingresses");
        standing.started();
        assertThat(standing.isStarting()).isFalse();
    }

    @Test
    void isNeitherSoundNorReadyOnceItStops() {
        standing.ready();
        standing.stopping();
        standing.ready();
        assertThat(standing.health().status()).isEqualTo(500);
        assertThat(standing.readiness().status()).isEqualTo(503);
    }
}
