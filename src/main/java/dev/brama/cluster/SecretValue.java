package dev.brama.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that must not be shown: prints only how many there are.
public final class SecretValue {
    private final byte[] bytes;

    private SecretValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of these bytes.
    public static SecretValue of(byte[] bytes) {
        return new SecretValue(bytes.clone());
    }

    /// The UTF-8 bytes of a text.
    public static SecretValue ofText(String text) {
        return new SecretValue(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The bytes read as UTF-8.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "(" + bytes.length + " secret bytes)";
    }
}
