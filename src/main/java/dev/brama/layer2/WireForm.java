package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Message.Beat;
import dev.brama.layer2.Message.BeatAck;
import dev.brama.layer2.Message.Cause;
import dev.brama.layer2.Message.Claim;
import dev.brama.layer2.Message.ClaimAnswer;
import dev.brama.layer2.Message.Release;
import dev.brama.layer2.Message.ReleaseAck;
import dev.brama.layer2.Message.Vacant;
import dev.brama.layer2.Message.Verdict;
import dev.brama.layer2.Message.Wish;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages as bytes, in network order.
///
/// A message is read whole or not at all: anything too short, too long, out of bounds or followed
/// by something is none.
public final class WireForm {
    /// No message is longer.
    public static final int LONGEST = 8192;

    private static final byte BEAT = 1;
    private static final byte BEAT_ACK = 2;
    private static final byte CLAIM = 3;
    private static final byte CLAIM_ANSWER = 4;
    private static final byte RELEASE = 5;
    private static final byte RELEASE_ACK = 6;
    private static final byte VACANT = 7;

    private static final byte V4 = 4;
    private static final byte V6 = 6;
    private static final byte RELEASED = 0;
    private static final byte GONE = 1;
    private static final int BYTE = 0xff;
    // An epoch is milliseconds or a little more; none comes near, and one more must not overflow.
    private static final long HIGHEST = 1L << 62;

    private WireForm() {}

    /// What is written here can be read again.
    public static void write(Message message, ByteBuffer out) {
        switch (message) {
            case Beat(long version, long number) -> out.put(BEAT).putLong(version).putLong(number);
            case BeatAck(long version, long number, long revision, long vacancies) ->
                    out.put(BEAT_ACK)
                            .putLong(version)
                            .putLong(number)
                            .putLong(revision)
                            .putLong(vacancies);
            case Claim(long version, List<Wish> wishes) -> {
                out.put(CLAIM).putLong(version);
                wishes(wishes, out);
            }
            case ClaimAnswer(long version, long revision, List<Verdict> verdicts) -> {
                out.put(CLAIM_ANSWER).putLong(version).putLong(revision);
                verdicts(verdicts, out);
            }
            case Release(long version, List<Wish> wishes, Optional<String> successor) -> {
                out.put(RELEASE).putLong(version);
                wishes(wishes, out);
                name(successor.orElse(""), out);
            }
            case ReleaseAck(long version, List<Wish> wishes) -> {
                out.put(RELEASE_ACK).putLong(version);
                wishes(wishes, out);
            }
            case Vacant(long version, long vacancies, PeerId former, Cause cause) -> {
                out.put(VACANT).putLong(version).putLong(vacancies);
                peer(former, out);
                out.put(cause == Cause.GONE ? GONE : RELEASED);
            }
        }
    }

    private static void wishes(List<Wish> wishes, ByteBuffer out) {
        out.put((byte) wishes.size());
        for (Wish wish : wishes) {
            address(wish.address(), out);
            out.putLong(wish.attempt()).putLong(wish.epoch());
        }
    }

    private static void verdicts(List<Verdict> verdicts, ByteBuffer out) {
        // Few holders have many addresses, so they are written once each.
        List<PeerId> holders =
                verdicts.stream().flatMap(verdict -> verdict.holder().stream()).distinct().toList();
        out.put((byte) holders.size());
        holders.forEach(holder -> peer(holder, out));
        out.put((byte) verdicts.size());
        for (Verdict verdict : verdicts) {
            address(verdict.address(), out);
            out.putLong(verdict.attempt()).putLong(verdict.epoch());
            out.put(
                    (byte)
                            verdict.holder()
                                    .map(holder -> 1 + holders.indexOf(holder))
                                    .orElse(0)
                                    .intValue());
        }
    }

    private static void address(IpAddress address, ByteBuffer out) {
        if (address.isV4()) {
            out.put(V4).putInt((int) address.low());
        } else {
            out.put(V6).putLong(address.high()).putLong(address.low());
        }
    }

    /// Writes a process; for what goes around messages, too.
    public static void peer(PeerId peer, ByteBuffer out) {
        name(peer.node(), out);
        out.putLong(peer.incarnation());
    }

    private static void name(String name, ByteBuffer out) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        out.put((byte) bytes.length).put(bytes);
    }

    /// Reads all that is left.
    public static Optional<Message> read(ByteBuffer in) {
        if (in.remaining() > LONGEST) {
            return Optional.empty();
        }
        try {
            Message message = message(in);
            return in.hasRemaining() ? Optional.empty() : Optional.of(message);
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Message message(ByteBuffer in) {
        byte type = in.get();
        long version = count(in);
        return switch (type) {
            case BEAT -> new Beat(version, count(in));
            case BEAT_ACK -> new BeatAck(version, count(in), count(in), count(in));
            case CLAIM -> new Claim(version, wishes(in));
            case CLAIM_ANSWER -> new ClaimAnswer(version, count(in), verdicts(in));
            case RELEASE -> new Release(version, wishes(in), optionalName(in));
            case RELEASE_ACK -> new ReleaseAck(version, wishes(in));
            case VACANT -> new Vacant(version, count(in), peer(in), cause(in));
            default -> throw new IllegalArgumentException("message of type " + type);
        };
    }

    private static long count(ByteBuffer in) {
        long count = in.getLong();
        if (count < 0 || count > HIGHEST) {
            throw new IllegalArgumentException("a number out of bounds: " + count);
        }
        return count;
    }

    private static int size(ByteBuffer in) {
        int size = in.get() & BYTE;
        if (size > Message.MOST_ADDRESSES) {
            throw new IllegalArgumentException("too many: " + size);
        }
        return size;
    }

    private static List<Wish> wishes(ByteBuffer in) {
        int size = size(in);
        List<Wish> wishes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            wishes.add(new Wish(address(in), count(in), count(in)));
        }
        return wishes;
    }

    private static List<Verdict> verdicts(ByteBuffer in) {
        int holderCount = size(in);
        List<PeerId> holders = new ArrayList<>(holderCount);
        for (int i = 0; i < holderCount; i++) {
            holders.add(peer(in));
        }
        int size = size(in);
        List<Verdict> verdicts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            verdicts.add(new Verdict(address(in), count(in), count(in), holder(holders, in)));
        }
        return verdicts;
    }

    private static Optional<PeerId> holder(List<PeerId> holders, ByteBuffer in) {
        int index = in.get() & BYTE;
        if (index > holders.size()) {
            throw new IllegalArgumentException("holder " + index + " of " + holders.size());
        }
        return index == 0 ? Optional.empty() : Optional.of(holders.get(index - 1));
    }

    private static IpAddress address(ByteBuffer in) {
        byte family = in.get();
        return switch (family) {
            case V4 -> IpAddress.v4(in.getInt());
            case V6 -> IpAddress.v6(in.getLong(), in.getLong());
            default -> throw new IllegalArgumentException("address of family " + family);
        };
    }

    /// Reads a process.
    ///
    /// @throws IllegalArgumentException where there is none
    /// @throws BufferUnderflowException where it is cut off
    public static PeerId peer(ByteBuffer in) {
        String node = name(in);
        return new PeerId(node, in.getLong());
    }

    private static Optional<String> optionalName(ByteBuffer in) {
        String name = name(in);
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static String name(ByteBuffer in) {
        int length = in.get() & BYTE;
        if (length > PeerId.LONGEST_NODE || length > in.remaining()) {
            throw new IllegalArgumentException("a name of " + length + " characters");
        }
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            byte each = in.get();
            boolean isUsual =
                    (each >= 'a' && each <= 'z')
                            || (each >= '0' && each <= '9')
                            || each == '-'
                            || each == '.';
            if (!isUsual) {
                throw new IllegalArgumentException("a name with byte " + each);
            }
            name.append((char) each);
        }
        return name.toString();
    }

    private static Cause cause(ByteBuffer in) {
        byte cause = in.get();
        return switch (cause) {
            case RELEASED -> Cause.RELEASED;
            case GONE -> Cause.GONE;
            default -> throw new IllegalArgumentException("cause " + cause);
        };
    }
}
