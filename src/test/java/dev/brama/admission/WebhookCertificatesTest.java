package dev.brama.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.admission.CertificateDecision.Keep;
import dev.brama.admission.CertificateDecision.Refuse;
import dev.brama.admission.CertificateDecision.Store;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretValue;
import dev.brama.kube.StoredSecret;
import dev.brama.kube.StoredSecret.Keeper;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final WebhookCertificates certificates =
            new WebhookCertificates(new NamespacedName("system", "brama-admission"));

    private static Optional<StoredSecret> stored(
            SortedMap<String, SecretValue> entries, Keeper keeper) {
        return Optional.of(new StoredSecret(entries, keeper, "1"));
    }

    private WebhookIdentity made(Optional<StoredSecret> stored, Instant now) {
        assertThat(certificates.decide(stored, Optional.empty(), now)).isInstanceOf(Store.class);
        return ((Store) certificates.decide(stored, Optional.empty(), now)).identity();
    }

    private CertificateDecision after(WebhookIdentity identity, Duration time) {
        return certificates.decide(
                stored(identity.entries(), Keeper.BRAMA), Optional.empty(), NOW.plus(time));
    }

    @Test
    void firstCertificateNamesTheServiceAndIsSignedByItsAuthority()
            throws GeneralSecurityException {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        assertThat(identity.certificate().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly(
                        "brama-admission.system.svc",
                        "brama-admission.system.svc.cluster.local",
                        "brama-admission.system");
        identity.certificate().verify(identity.authorities().getFirst().getPublicKey());
        assertThat(identity.authorities()).hasSize(1);
        assertThat(identity.authorities().getFirst().getBasicConstraints()).isZero();
        assertThat(identity.certificate().getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void goodCertificateIsKept() {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        assertThat(after(identity, Duration.ZERO))
                .isEqualTo(new Keep(identity))
                .isEqualTo(after(identity, Duration.ofDays(240)));
    }

    @Test
    void certificateIsRenewedByItsAuthorityWhenAThirdIsLeft() {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        assertThat(after(identity, Duration.ofDays(244))).isInstanceOf(Store.class);
        WebhookIdentity renewed = ((Store) after(identity, Duration.ofDays(244))).identity();
        assertThat(renewed.authorities()).isEqualTo(identity.authorities());
        assertThat(renewed.certificate()).isNotEqualTo(identity.certificate());
        assertThat(after(renewed, Duration.ofDays(244))).isEqualTo(new Keep(renewed));
    }

    @Test
    void newAuthorityStandsBesideTheOldOne() {
        WebhookIdentity identity = made(Optional.empty(), NOW);
        Duration late = Duration.ofDays(2500);

        WebhookIdentity next = ((Store) after(identity, late)).identity();

        assertThat(next.authorities()).hasSize(2).endsWith(identity.authorities().getFirst());
        assertThat(next.authorities().getFirst()).isNotEqualTo(next.authorities().getLast());
        assertThat(after(next, late)).isEqualTo(new Keep(next));
        WebhookIdentity third = ((Store) after(next, late.multipliedBy(2))).identity();
        assertThat(third.authorities())
                .hasSize(2)
                .doesNotContain(identity.authorities().getFirst());
    }

    @Test
    void deletedSecretComesBackAsItWas() {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        CertificateDecision decision =
                certificates.decide(Optional.empty(), Optional.of(identity), NOW);

        assertThat(decision).isInstanceOf(Store.class);
        assertThat(((Store) decision).identity()).isEqualTo(identity);
    }

    @Test
    void certificateFromTheFutureIsRenewed() {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        assertThat(after(identity, Duration.ofDays(-2))).isInstanceOf(Store.class);
    }

    @Test
    void certificateForAnotherServiceIsRenewed() {
        WebhookIdentity identity = made(Optional.empty(), NOW);
        var other = new WebhookCertificates(new NamespacedName("system", "renamed"));

        CertificateDecision decision =
                other.decide(stored(identity.entries(), Keeper.BRAMA), Optional.empty(), NOW);

        assertThat(decision).isInstanceOf(Store.class);
        assertThat(((Store) decision).identity().authorities()).isEqualTo(identity.authorities());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key", "tls.crt", "tls.key"})
    void brokenPartIsReplacedAndTheOldTrustStays(String key) {
        WebhookIdentity identity = made(Optional.empty(), NOW);
        WebhookIdentity stranger = made(Optional.empty(), NOW);
        SortedMap<String, SecretValue> cut = new TreeMap<>(identity.entries());
        cut.put(key, SecretValue.ofText("-----BEGIN CERTIFICATE-----\nrubbish"));
        SortedMap<String, SecretValue> missing = new TreeMap<>(identity.entries());
        missing.remove(key);
        SortedMap<String, SecretValue> mixed = new TreeMap<>(identity.entries());
        mixed.put(key, stranger.entries().get(key));

        for (var broken : List.of(cut, missing, mixed)) {
            WebhookIdentity made = made(stored(broken, Keeper.BRAMA), NOW);
            assertThat(after(made, Duration.ZERO)).isEqualTo(new Keep(made));
            if (!key.equals("ca.crt")) {
                assertThat(made.authorities()).contains(identity.authorities().getFirst());
            }
        }
    }

    @Test
    void secretOfSomebodyElseIsLeftAlone() {
        SortedMap<String, SecretValue> entries = made(Optional.empty(), NOW).entries();

        CertificateDecision decision =
                certificates.decide(stored(entries, Keeper.OTHER), Optional.empty(), NOW);

        assertThat(decision).isInstanceOf(Refuse.class);
    }

    @Test
    void emptySecretIsFilledWhoeverMadeIt() {
        assertThat(
                        certificates.decide(
                                stored(new TreeMap<>(), Keeper.OTHER), Optional.empty(), NOW))
                .isInstanceOf(Store.class);
    }

    @Test
    void keysAreNotPrinted() {
        WebhookIdentity identity = made(Optional.empty(), NOW);

        assertThat(new Keep(identity).toString() + identity.entries())
                .doesNotContain("PRIVATE")
                .doesNotContain("BEGIN");
    }
}
