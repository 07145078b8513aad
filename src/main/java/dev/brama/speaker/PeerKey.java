package dev.brama.speaker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/// A key that proves who wrote something, for one thread.
final class PeerKey {
    /// The length of a proof.
    static final int PROOF = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 16;

    private final Mac mac;
    private final byte[] proof = new byte[PROOF];

    private PeerKey(byte[] secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /// The key of this secret; empty where it is too short to be one.
    static Optional<PeerKey> of(byte[] secret) {
        return secret.length < SHORTEST ? Optional.empty() : Optional.of(new PeerKey(secret));
    }

    /// A key for one purpose.
    PeerKey derived(String purpose, byte[]... parts) {
        return new PeerKey(prove(purpose, parts));
    }

    /// A proof that only who has the key can make.
    byte[] prove(String purpose, byte[]... parts) {
        mac.update(purpose.getBytes(StandardCharsets.UTF_8));
        for (byte[] part : parts) {
            // With its length, so that no part can be taken for a piece of the next.
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            mac.update(part);
        }
        return mac.doFinal();
    }

    boolean isProof(byte[] claimed, String purpose, byte[]... parts) {
        return MessageDigest.isEqual(claimed, prove(purpose, parts));
    }

    /// Appends the proof of all that is in the buffer so far; it has an array that begins with it.
    void seal(ByteBuffer buffer) {
        mac.update(buffer.array(), buffer.arrayOffset(), buffer.position());
        finish();
        buffer.put(proof);
    }

    /// Whether the end of the buffer, from 0 to its limit, proves what comes before it.
    boolean isSealed(ByteBuffer buffer) {
        int length = buffer.limit() - PROOF;
        if (length < 0) {
            return false;
        }
        mac.update(buffer.array(), buffer.arrayOffset(), length);
        finish();
        int differences = 0;
        for (int i = 0; i < PROOF; i++) {
            differences |= proof[i] ^ buffer.get(length + i);
        }
        return differences == 0;
    }

    private void finish() {
        try {
            mac.doFinal(proof, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
