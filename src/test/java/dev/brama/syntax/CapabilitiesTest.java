package dev.brama.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 22, 1, http_ssl_module, false",
        "1, 29, 5, http_ssl_module, false",
        "1, 29, 6, http_ssl_module, true",
        "1, 30, 6, http_ssl_module, true",
        "1, 30, 6, without:http_upstream_sticky_module, false"
    })
    void stickyCookiesNeedTheVersionAndTheModule(
            int major, int minor, int patch, String module, boolean expected) {
        Capabilities capabilities =
                new Capabilities(
                        new NginxVersion(major, minor, patch),
                        new TreeSet<>(List.of(module)),
                        new TreeMap<>());
        assertThat(capabilities.hasStickyCookie()).isEqualTo(expected);
    }
}
