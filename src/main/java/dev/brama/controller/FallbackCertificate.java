package dev.brama.controller;

import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The self-signed certificate that is served for hosts without one of their own. Its names are
/// those that ingress-nginx uses, which people know to look for.
public final class FallbackCertificate {
    private static final FileId ID = FileId.of("fallback certificate");
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final X500Name NAME =
            new X500Name("O=Acme Co,CN=Kubernetes Ingress Controller Fake Certificate");

    private FallbackCertificate() {}

    /// The certificate kept in a folder; a new one where there is none, or where it ends soon. It
    /// is kept so that a restart with unchanged objects changes nothing.
    ///
    /// @param folder a folder of this process alone
    /// @throws IOException if the folder cannot be used
    public static Certificate keptIn(Path folder, Instant now) throws IOException {
        Path file = folder.resolve("fallback-certificate.pem");
        if (Files.exists(file)) {
            String pem = Files.readString(file);
            int keyAt = pem.indexOf("-----BEGIN PRIVATE KEY-----");
            if (keyAt > 0 && isGood(pem.substring(0, keyAt), now)) {
                return new Certificate(ID, "", pem.substring(0, keyAt), pem.substring(keyAt));
            }
        }
        Certificate made = make(now);
        Path fresh = folder.resolve("fallback-certificate.pem.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, made.chainPem() + made.keyPem());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return made;
    }

    /// A stand-in without a key, for where a configuration is only looked at.
    public static Certificate placeholder() {
        return new Certificate(ID, "", "", "");
    }

    /// A new certificate, valid for a year from now.
    public static Certificate make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            NAME,
                            new BigInteger(120, new SecureRandom()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(LIFE)),
                            NAME,
                            keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "ingress.local")));
            byte[] certificate =
                    builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()))
                            .getEncoded();
            return new Certificate(
                    ID,
                    "",
                    pem("CERTIFICATE", certificate),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java runtime makes P-256 certificates", e);
        }
    }

    private static boolean isGood(String pem, Instant now) {
        try {
            var certificate =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.US_ASCII)));
            return certificate instanceof X509Certificate x509
                    && now.plus(RENEW_BEFORE).isBefore(x509.getNotAfter().toInstant());
        } catch (CertificateException _) {
            return false;
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END "
                + what
                + "-----\n";
    }
}
