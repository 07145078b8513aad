package dev.brama.address;

import java.util.Collection;
import java.util.stream.Collectors;

/// Addresses and names as messages show them.
final class Texts {
    private static final int SHOWN = 5;

    private Texts() {}

    /// A few of them, sorted, with commas between.
    static String list(Collection<? extends Comparable<?>> things) {
        String shown =
                things.stream()
                        .sorted()
                        .limit(SHOWN)
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
        return things.size() > SHOWN ? shown + " and others" : shown;
    }
}
