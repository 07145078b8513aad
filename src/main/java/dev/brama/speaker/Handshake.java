package dev.brama.speaker;

import dev.brama.layer2.PeerId;
import dev.brama.layer2.WireForm;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// How two speakers prove to each other that they know the key, and which processes they are.
///
/// ```
///   dialer                                  acceptor
///   hello: who, to whom, number 1   ─────>
///                                   <─────  answer: who, number 2, proof
///   proof                           ─────>  counts from here on
///   counts from here on             <─────  proof
/// ```
///
/// Once a side may count for the other, it closes the connection only by ending: the end of a
/// connection that counts is the proof that the process ended. So the dialer does not give up after
/// its proof, and the acceptor not after its own.
final class Handshake {
    static final int LONGEST = 600;
    static final int NUMBER = 16;

    private static final int MAGIC = 0x42524D41;

    private Handshake() {}

    /// What the dialer begins with.
    record Hello(PeerId dialer, String acceptor, Bytes number) {
        byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(LONGEST).putInt(MAGIC);
            WireForm.peer(dialer, out);
            WireForm.peer(new PeerId(acceptor, 0), out);
            out.put(number.value());
            return Arrays.copyOf(out.array(), out.position());
        }

        static Optional<Hello> read(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                if (in.getInt() != MAGIC) {
                    return Optional.empty();
                }
                PeerId dialer = WireForm.peer(in);
                PeerId acceptor = WireForm.peer(in);
                Bytes number = Bytes.read(in, NUMBER);
                return in.hasRemaining()
                        ? Optional.empty()
                        : Optional.of(new Hello(dialer, acceptor.node(), number));
            } catch (BufferUnderflowException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    /// What the acceptor answers.
    record Answer(PeerId acceptor, Bytes number, Bytes proof) {
        static Answer to(byte[] hello, PeerId self, byte[] number, PeerKey key) {
            Answer open = new Answer(self, new Bytes(number), new Bytes(new byte[0]));
            return new Answer(
                    self, open.number(), new Bytes(key.prove("answer", hello, open.unproven())));
        }

        byte[] unproven() {
            ByteBuffer out = ByteBuffer.allocate(LONGEST).putInt(MAGIC);
            WireForm.peer(acceptor, out);
            out.put(number.value());
            return Arrays.copyOf(out.array(), out.position());
        }

        byte[] bytes() {
            byte[] unproven = unproven();
            byte[] all = Arrays.copyOf(unproven, unproven.length + PeerKey.PROOF);
            System.arraycopy(proof.value(), 0, all, unproven.length, PeerKey.PROOF);
            return all;
        }

        static Optional<Answer> read(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                if (in.getInt() != MAGIC) {
                    return Optional.empty();
                }
                PeerId acceptor = WireForm.peer(in);
                Bytes number = Bytes.read(in, NUMBER);
                Bytes proof = Bytes.read(in, PeerKey.PROOF);
                return in.hasRemaining()
                        ? Optional.empty()
                        : Optional.of(new Answer(acceptor, number, proof));
            } catch (BufferUnderflowException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        boolean isProvenFor(byte[] hello, PeerKey key) {
            return key.isProof(proof.value(), "answer", hello, unproven());
        }
    }

    /// Bytes as a value.
    static final class Bytes {
        private final byte[] value;

        Bytes(byte[] value) {
            this.value = value.clone();
        }

        static Bytes read(ByteBuffer in, int length) {
            byte[] value = new byte[length];
            in.get(value);
            return new Bytes(value);
        }

        byte[] value() {
            return value.clone();
        }
    }
}
