package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.proxy.Access;
import dev.brama.proxy.PasswordFile;
import dev.brama.syntax.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {
    private static IngressBuilder app() {
        return ingress("a").prefix("a.com", "/");
    }

    private static IngressBuilder withPassword(String secret) {
        return app().annotation("auth-type", "basic").annotation("auth-secret", secret);
    }

    private static Access access(Compiled compiled) {
        return compiled.location("a.com", "/").access();
    }

    private static void assertClosed(Compiled compiled, String reason) {
        assertThat(compiled.routes("a.com")).containsExactly("/ -> 503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a " + reason);
        assertThat(compiled.problems().getFirst().isError()).isTrue();
        assertThat(compiled.config().passwordFiles()).isEmpty();
    }

    @Test
    void passwordFileHoldsTheLinesOfTheSecret() {
        Compiled compiled =
                cluster(withPassword("users").annotation("auth-realm", "Staff only"))
                        .secret("shop", "users", "auth", "  ann:$apr1$x\r\n\nnonsense\nbob:{SHA}y")
                        .compile();
        assertThat(access(compiled).password().orElseThrow().realm().value())
                .isEqualTo("Staff only");
        assertThat(compiled.config().passwordFiles())
                .singleElement()
                .extracting(PasswordFile::lines)
                .isEqualTo("ann:$apr1$x\nbob:{SHA}y\n");
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void passwordMapHoldsAUserByKey() {
        Compiled compiled =
                cluster(withPassword("users").annotation("auth-secret-type", "auth-map"))
                        .secret("shop", "users", "ann", "hash1\n", "bob", "hash2", "eve", "a\nb:c")
                        .compile();
        assertThat(compiled.config().passwordFiles())
                .singleElement()
                .extracting(PasswordFile::lines)
                .isEqualTo("ann:hash1\nbob:hash2\n");
    }

    @Test
    void authTypeWithoutSecretNameClosesTheLocation() {
        assertClosed(cluster(app().annotation("auth-type", "basic")).compile(), "MissingField");
    }

    @Test
    void missingSecretClosesTheLocation() {
        assertClosed(cluster(withPassword("gone")).compile(), "MissingReference");
    }

    @Test
    void secretWithoutItsKeyClosesTheLocation() {
        assertClosed(
                cluster(withPassword("users")).secret("shop", "users", "passwd", "a:b").compile(),
                "MissingReference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no colon", "\u0000:x", ":nobody"})
    void secretWithoutAUserClosesTheLocation(String lines) {
        assertClosed(
                cluster(withPassword("users")).secret("shop", "users", "auth", lines).compile(),
                "InvalidField");
    }

    @Test
    void digestClosesTheLocation() {
        assertClosed(
                cluster(app().annotation("auth-type", "digest").annotation("auth-secret", "users"))
                        .secret("shop", "users", "auth", "a:b")
                        .compile(),
                "UnsupportedSetting");
    }

    @Test
    void badNameOfASecretClosesTheLocation() {
        assertClosed(cluster(withPassword("users; x")).compile(), "InvalidSetting");
    }

    @Test
    void secretOfAnotherNamespaceNeedsTheAdministratorsLeave() {
        assertClosed(
                cluster(withPassword("other/users"))
                        .secret("other", "users", "auth", "a:b")
                        .compile(),
                "CrossNamespace");
        Compiled allowed =
                cluster(withPassword("other/users"))
                        .config("allow-cross-namespace-resources", "true")
                        .secret("other", "users", "auth", "a:b")
                        .compile();
        assertThat(access(allowed).password()).isPresent();
    }

    @Test
    void ownNamespaceMayBeWrittenOut() {
        Compiled compiled =
                cluster(withPassword("shop/users"))
                        .secret("shop", "users", "auth", "a:b")
                        .compile();
        assertThat(access(compiled).password()).isPresent();
    }

    // nginx takes the realm "off" for the wish to ask nobody.
    @Test
    void realmThatWouldSwitchThePasswordOffIsRefused() {
        Compiled compiled =
                cluster(withPassword("users").annotation("auth-realm", "off"))
                        .secret("shop", "users", "auth", "a:b")
                        .compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidSetting");
    }

    @Test
    void secretWithoutTypeAsksForNoPassword() {
        assertThat(access(cluster(app().annotation("auth-secret", "gone")).compile()).password())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"any, true", "all, false", "ANY, true"})
    void satisfyDecidesWhetherOneRuleIsEnough(String word, boolean any) {
        assertThat(access(cluster(app().annotation("satisfy", word)).compile()).satisfyAny())
                .isEqualTo(any);
    }

    private static List<String> texts(List<Cidr> ranges) {
        return ranges.stream().map(Cidr::text).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowlist-source-range", "whitelist-source-range"})
    void allowlistHasAnOlderName(String name) {
        assertThat(
                        texts(
                                access(
                                                cluster(
                                                                app().annotation(
                                                                                name,
                                                                                "10.0.0.0/8,"
                                                                                        + " 2001:db8::/32"))
                                                        .compile())
                                        .allowed()))
                .containsExactly("10.0.0.0/8", "2001:db8::/32");
    }

    @Test
    void newNameOfTheAllowlistWinsOverTheOld() {
        assertThat(
                        texts(
                                access(
                                                cluster(
                                                                app().annotation(
                                                                                "whitelist-source-range",
                                                                                "10.0.0.1")
                                                                        .annotation(
                                                                                "allowlist-source-range",
                                                                                "10.0.0.2"))
                                                        .compile())
                                        .allowed()))
                .containsExactly("10.0.0.2");
    }

    @Test
    void annotationReplacesTheListOfTheConfigMap() {
        var config =
                cluster(
                                app().annotation("denylist-source-range", "10.0.0.9"),
                                ingress("b").prefix("b.com", "/"))
                        .config("whitelist-source-range", "10.0.0.0/8")
                        .config("denylist-source-range", "10.0.0.1")
                        .compile();
        assertThat(texts(access(config).denied())).containsExactly("10.0.0.9");
        assertThat(texts(access(config).allowed())).containsExactly("10.0.0.0/8");
        assertThat(texts(config.location("b.com", "/").access().denied()))
                .containsExactly("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowlist-source-range", "denylist-source-range"})
    void listThatCannotBeReadClosesTheLocation(String name) {
        assertClosed(
                cluster(app().annotation(name, "10.0.0.0/8, 10.0.0")).compile(), "InvalidSetting");
    }

    // Blank means unset in ingress-nginx, so that templates may leave a value empty.
    @Test
    void blankListIsNoList() {
        assertThat(
                        access(cluster(app().annotation("allowlist-source-range", " ")).compile())
                                .allowed())
                .isEmpty();
    }
}
