package dev.brama.settings;

import dev.brama.syntax.Parsed;
import java.util.Optional;
import java.util.function.Function;

/// The definition of one key of the ConfigMap.
///
/// Compared by identity: a definition is itself the key of its value.
public final class ConfigKey<T> {
    private final String name;
    private final ValueType<T> type;
    private final T defaultValue;
    private final String documentation;
    private final Optional<Rescue<T>> rescue;

    ConfigKey(
            String name,
            ValueType<T> type,
            T defaultValue,
            String documentation,
            Optional<Rescue<T>> rescue) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.documentation = documentation;
        this.rescue = rescue;
    }

    /// What counts of a value that cannot be read, where the default would leave sites open.
    ///
    /// @param value from the text to what counts
    /// @param consequence what follows, as the end of a sentence
    record Rescue<T>(Function<String, T> value, String consequence) {}

    /// The key, such as `proxy-body-size`.
    public String name() {
        return name;
    }

    /// What the value is, for people.
    public String valueType() {
        return type.name();
    }

    /// What counts where the key is not set.
    public T defaultValue() {
        return defaultValue;
    }

    /// One line on what it does.
    public String documentation() {
        return documentation;
    }

    Optional<Rescue<T>> rescue() {
        return rescue;
    }

    Parsed<T> read(String text) {
        return type.reader().apply(text);
    }

    @Override
    public String toString() {
        return name;
    }
}
