package dev.brama.admission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate in files that somebody else looks after, such as cert-manager.
public final class CertificateFiles implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    private static final long LARGEST = 1_000_000;

    private final Path chain;
    private final Path key;
    private String taken = "";

    /// @param chain the certificate, then those that signed it, in PEM
    /// @param key its key in PEM
    public CertificateFiles(Path chain, Path key) {
        this.chain = chain;
        this.key = key;
    }

    @Override
    public void refresh(ServingIdentity serving) throws IOException {
        String chainPem = text(chain);
        String keyPem = text(key);
        // By content: a mounted Secret changes behind links whose own times stay.
        if (taken.equals(chainPem)) {
            return;
        }
        List<X509Certificate> certificates = Pem.certificates(chainPem);
        if (certificates.isEmpty()) {
            throw new IOException(chain + " holds no certificate in PEM");
        }
        PrivateKey found =
                Pem.key(keyPem).orElseThrow(() -> new IOException(key + " holds no key in PEM"));
        if (!WebhookIdentity.fits(certificates.getFirst().getPublicKey(), found)) {
            throw new IOException(key + " is not the key of the certificate in " + chain);
        }
        serving.use(certificates, found);
        taken = chainPem;
        LOG.info("the webhook shows the certificate in {}", chain);
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is too large for a certificate or key");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
