package dev.brama.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names a file on disk: 32 hexadecimal digits, never a user's text (CVE-2020-8553, CVE-2025-24513
/// of ingress-nginx came of names made from users' fields).
///
/// @param value the digits
public record FileId(String value) implements Comparable<FileId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public FileId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a file id");
        }
    }

    /// The id of what these texts name together.
    public static FileId of(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return new FileId(HexFormat.of().formatHex(sha.digest()).substring(0, 32));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public int compareTo(FileId other) {
        return value.compareTo(other.value);
    }
}
