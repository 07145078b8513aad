package dev.brama.speaker;

import java.util.concurrent.atomic.LongAdder;

/// Counts frames of an interface or of an address; read by others while it goes on.
final class FrameCounts {
    final LongAdder requests = new LongAdder();
    final LongAdder responses = new LongAdder();
    final LongAdder gratuitous = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder withheld = new LongAdder();

    Counted counted() {
        return new Counted(
                requests.sum(),
                responses.sum(),
                gratuitous.sum(),
                conflicts.sum(),
                malformed.sum(),
                withheld.sum());
    }
}
