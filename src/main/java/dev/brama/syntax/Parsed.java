package dev.brama.syntax;

import java.util.Optional;
import java.util.function.Function;

/// What came of parsing a text: a value, or why there is none.
public sealed interface Parsed<T> {
    /// @param value what the text means
    record Valid<T>(T value) implements Parsed<T> {}

    /// @param reason what is wrong, to stand after "is", such as "not a number"
    /// @param fix what to write instead, a sentence without full stop
    record Invalid<T>(String reason, String fix) implements Parsed<T> {}

    /// A value.
    static <T> Parsed<T> valid(T value) {
        return new Valid<>(value);
    }

    /// No value, and why.
    static <T> Parsed<T> invalid(String reason, String fix) {
        return new Invalid<>(reason, fix);
    }

    /// The value, where there is one.
    default Optional<T> toOptional() {
        return switch (this) {
            case Valid<T>(T value) -> Optional.of(value);
            case Invalid<T> _ -> Optional.empty();
        };
    }

    /// The value turned into another.
    default <R> Parsed<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Valid<T>(T value) -> valid(change.apply(value));
            case Invalid<T>(String reason, String fix) -> invalid(reason, fix);
        };
    }

    /// The value parsed further.
    default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> change) {
        return switch (this) {
            case Valid<T>(T value) -> change.apply(value);
            case Invalid<T>(String reason, String fix) -> invalid(reason, fix);
        };
    }

    /// The value; for text that the program itself wrote.
    ///
    /// @throws IllegalArgumentException where there is none
    default T orThrow() {
        return switch (this) {
            case Valid<T>(T value) -> value;
            case Invalid<T>(String reason, String _) -> throw new IllegalArgumentException(reason);
        };
    }
}
