package dev.brama.layer2;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who answers for an address, as far as the speakers have said.
public sealed interface Holder {
    /// A node says that it does.
    ///
    /// @param name of the node
    record Node(String name) implements Holder {}

    /// All speakers say that they do not.
    record Nobody() implements Holder {}

    /// Those who spoke do not, and not all spoke.
    ///
    /// @param silent the nodes that said nothing, one at least
    record Unknown(SortedSet<String> silent) implements Holder {
        public Unknown {
            silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
        }
    }
}
