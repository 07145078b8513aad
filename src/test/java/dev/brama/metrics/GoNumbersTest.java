package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bounds of buckets as Go writes them.
class GoNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0.005,0.005",
        "1.0,1",
        "2.5,2.5",
        "10.0,10",
        "100000.0,100000",
        "1000000.0,1e+06",
        "1.0E7,1e+07",
        "1.25E7,1.25e+07",
        "1.0E-4,0.0001",
        "1.0E-5,1e-05",
        "+Inf,+Inf",
        "word,word"
    })
    void boundsAreSpeltAsInGo(String java, String go) {
        assertThat(GoNumbers.go(java)).isEqualTo(go);
    }

    @Test
    void onlyBoundsAreRewritten() {
        String text =
                """
                a_bucket{path="le=10.0",le="10.0"} 10.0
                a_bucket{le="1.0E7",file="x"} 1.0E7
                a_bucket{title="10.0",style="10.0"} 3
                """;
        byte[] rewritten = new GoNumbers(text.getBytes(StandardCharsets.UTF_8)).rewritten();
        assertThat(new String(rewritten, StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        a_bucket{path="le=10.0",le="10"} 10.0
                        a_bucket{le="1e+07",file="x"} 1.0E7
                        a_bucket{title="10.0",style="10.0"} 3
                        """);
    }
}
