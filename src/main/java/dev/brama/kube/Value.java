package dev.brama.kube;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What stands at one place of a document. Aliases share values, so this is a graph without cycles.
sealed interface Value {
    /// The line it starts in, from 1.
    int line();

    /// A single value.
    ///
    /// @param type what kubectl would take it for
    /// @param text the value as written, unquoted
    record Scalar(ScalarType type, String text, int line) implements Value {
        boolean is(ScalarType wanted) {
            return type == wanted;
        }
    }

    /// A list.
    ///
    /// @param values its items
    record Items(List<Value> values, int line) implements Value {
        public Items {
            values = List.copyOf(values);
        }
    }

    /// A mapping.
    ///
    /// @param values its fields, in the order written
    /// @param repeated the keys that were written more than once; their last value counts
    record Fields(Map<String, Value> values, List<String> repeated, int line) implements Value {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            repeated = List.copyOf(repeated);
        }
    }
}
