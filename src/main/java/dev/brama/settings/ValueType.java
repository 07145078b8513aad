package dev.brama.settings;

import dev.brama.syntax.Parsed;
import java.util.function.Function;

/// How a setting's text is read.
///
/// @param name what the value is, for the reference page, such as `number`
/// @param reader from the text to the value
record ValueType<T>(String name, Function<String, Parsed<T>> reader) {
    /// The same type with a further demand on its values.
    ValueType<T> where(Function<T, Parsed<T>> demand) {
        return new ValueType<>(name, text -> reader.apply(text).flatMap(demand));
    }
}
