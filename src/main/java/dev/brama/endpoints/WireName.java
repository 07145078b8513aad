package dev.brama.endpoints;

import java.nio.charset.StandardCharsets;

/// DNS names as they stand in messages: each label after its length, a zero at the end. A text
/// holds a byte in each char, for texts compare well.
final class WireName {
    private WireName() {}

    /// The form of a name such as `a.example`.
    static String of(String name) {
        StringBuilder wire = new StringBuilder(name.length() + 2);
        for (String label : name.split("\\.", -1)) {
            wire.append((char) label.length()).append(label);
        }
        return wire.append('\0').toString();
    }

    static byte[] bytes(String wire) {
        return wire.getBytes(StandardCharsets.ISO_8859_1);
    }
}
