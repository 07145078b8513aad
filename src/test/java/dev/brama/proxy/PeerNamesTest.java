package dev.brama.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNamesTest {
    @Test
    void nameTellsTheBackend() {
        assertThat(PeerNames.of(new BackendRef("shop", "web", "http")).value())
                .isEqualTo("http.web.shop.brama.internal");
    }

    @ParameterizedTest
    @CsvSource({"a b, web", "shop, x;y", "shop, a.b", "'', web", "shop, -", "Shop, web"})
    void otherTextsGetADigest(String namespace, String service) {
        assertThat(PeerNames.of(new BackendRef(namespace, service, "80")).value())
                .matches("[0-9a-f]{32}\\.brama\\.internal");
    }

    @Test
    void longestNamesFitDns() {
        String longest = "a".repeat(63);
        assertThat(PeerNames.question(new BackendRef(longest, longest, longest)).length())
                .isLessThanOrEqualTo(253);
    }
}
