package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxMessageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx: [emerg] unknown directive",
                "2026/11/24 03:03:15 [emerg] 13900#13900: unknown directive",
            })
    void bothFormsAreRead(String line) {
        assertThat(NginxMessage.parse(line))
                .contains(new NginxMessage("emerg", "unknown directive"));
    }

    @Test
    void lineBreakWithinAMessageDoesNotEndIt() {
        String output =
                """
                2026/11/24 03:03:15 [emerg] 7#7: unknown directive "a
                b" in /x:2
                nginx: configuration file /nginx.conf test failed
                """;

        assertThat(NginxMessage.parseAll(output))
                .containsExactly(new NginxMessage("emerg", "unknown directive \"a\nb\" in /x:2"));
    }

    @Test
    void remarkWithoutALevelIsNoMessage() {
        assertThat(NginxMessage.parseAll("nginx: the configuration file x syntax is ok\n"))
                .isEmpty();
    }
}
