package dev.brama.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.fixture.KeyedCertificate;
import dev.brama.fixture.KeyedCertificate.KeyForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateFilesTest {
    @TempDir Path folder;
    private final ServingIdentity serving = new ServingIdentity();
    private Path chain;
    private Path key;

    @BeforeEach
    void name() {
        chain = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
    }

    private void write(KeyedCertificate pair) throws IOException {
        Files.writeString(chain, pair.chainPem());
        Files.writeString(key, pair.keyPem());
    }

    private X509Certificate shown() {
        X509Certificate[] shown = serving.getCertificateChain("webhook");
        return shown[0];
    }

    private static X509Certificate of(KeyedCertificate pair) {
        return Pem.certificates(pair.chainPem()).getFirst();
    }

    @ParameterizedTest
    @EnumSource(names = {"PKCS1", "PKCS8", "SEC1", "EC_PKCS8", "ED25519"})
    void keysOfEveryFormAreTaken(KeyForm form) throws IOException {
        KeyedCertificate pair = KeyedCertificate.of(form, "a.com");
        write(pair);

        new CertificateFiles(chain, key).refresh(serving);

        assertThat(shown()).isEqualTo(of(pair));
    }

    @Test
    void changedFilesAreTakenAndBadOnesAreNot() throws IOException {
        CertificateFiles files = new CertificateFiles(chain, key);
        KeyedCertificate first = KeyedCertificate.of("a.com");
        KeyedCertificate second = KeyedCertificate.ofOtherKey("a.com");
        write(first);
        files.refresh(serving);

        // Two files do not change at once.
        Files.writeString(chain, second.chainPem());
        assertThatThrownBy(() -> files.refresh(serving)).hasMessageContaining("is not the key of");
        assertThat(shown()).isEqualTo(of(first));

        Files.writeString(key, second.keyPem());
        files.refresh(serving);
        assertThat(shown()).isEqualTo(of(second));
    }

    @Test
    void complaintTellsNothingOfTheKey() throws IOException {
        write(KeyedCertificate.of("a.com"));
        Files.writeString(key, "hush");

        assertThatThrownBy(() -> new CertificateFiles(chain, key).refresh(serving))
                .hasMessage(key + " holds no key in PEM");
        Files.delete(key);
        assertThatThrownBy(() -> new CertificateFiles(chain, key).refresh(serving))
                .hasMessage("there is no file " + key);
        assertThat(serving.isReady()).isFalse();
    }
}
