package dev.brama.cluster;

/// A port, by number or by name.
public sealed interface PortRef {
    /// @param value 1 to 65535
    record Number(int value) implements PortRef {
        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    /// @param value the name of a Service or container port
    record Name(String value) implements PortRef {
        @Override
        public String toString() {
            return value;
        }
    }
}
