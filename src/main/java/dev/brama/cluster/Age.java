package dev.brama.cluster;

import java.time.Instant;
import java.util.Optional;

/// How old an object is, compared with others: smaller is older.
///
/// Objects with a `creationTimestamp` come first, by that time. The others follow in the order in
/// which they were read. Two objects of the same time are equally old.
///
/// @param created `metadata.creationTimestamp`, where present
/// @param position the place in the order of reading, from 0; counts only without a timestamp
public record Age(Optional<Instant> created, long position) implements Comparable<Age> {
    /// The age of an object that was created at this time.
    public static Age createdAt(Instant time) {
        return new Age(Optional.of(time), 0);
    }

    /// The age of an object known only by its place in the order of reading.
    public static Age readAt(long position) {
        return new Age(Optional.empty(), position);
    }

    @Override
    public int compareTo(Age other) {
        if (created.isPresent() && other.created.isPresent()) {
            return created.get().compareTo(other.created.get());
        }
        if (created.isPresent() != other.created.isPresent()) {
            return created.isPresent() ? -1 : 1;
        }
        return Long.compare(position, other.position);
    }
}
