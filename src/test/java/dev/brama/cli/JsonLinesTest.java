package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream lines =
            new PrintStream(new JsonLines(out), true, StandardCharsets.UTF_8);

    @Test
    void lineOfTheLoggerBecomesOneObject() {
        lines.println("2026-01-31T12:00:00.123Z INFO generation 1 is live: \"a\" \\ ü");
        assertThat(said())
                .isEqualTo(
                        "{\"time\":\"2026-01-31T12:00:00.123Z\",\"level\":\"info\","
                                + "\"message\":\"generation 1 is live: \\\"a\\\" \\\\ ü\"}\n");
    }

    @Test
    void lineOfAStackTraceIsAnObjectOfItsOwn() {
        lines.print("java.io.IOException: x\n\tat dev.brama.A\n");
        assertThat(said().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"level\":\"error\""));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
