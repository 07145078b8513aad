package dev.brama.render;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One file of a configuration.
///
/// Two files are equal when their contents and their access are. Prints no content.
public final class RenderedFile {
    /// Who may read a file on disk.
    public enum Access {
        /// Anybody: holds nothing secret.
        PUBLIC,
        /// Only the user that starts nginx, mode 0600: private keys.
        OWNER,
        /// The nginx workers too, who read it while serving: password files.
        WORKERS
    }

    private final byte[] bytes;
    private final Access access;
    private final String digest;

    private RenderedFile(byte[] bytes, Access access) {
        this.bytes = bytes;
        this.access = access;
        this.digest = digestOf(bytes);
    }

    /// A file with this text in UTF-8.
    public static RenderedFile of(String text, Access access) {
        return new RenderedFile(text.getBytes(StandardCharsets.UTF_8), access);
    }

    /// A file with a copy of these bytes.
    public static RenderedFile of(byte[] bytes, Access access) {
        return new RenderedFile(bytes.clone(), access);
    }

    /// A copy of the content.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The content read as UTF-8.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Who may read it.
    public Access access() {
        return access;
    }

    /// SHA-256 of the content, in hexadecimal.
    public String digest() {
        return digest;
    }

    /// Length of the content in bytes.
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RenderedFile that
                && access == that.access
                && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return access + " file of " + bytes.length + " bytes";
    }

    private static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
