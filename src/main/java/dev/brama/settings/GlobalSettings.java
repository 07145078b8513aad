package dev.brama.settings;

import java.util.HashMap;
import java.util.Map;

/// The values of the ConfigMap's keys, defaults where nothing was set.
public final class GlobalSettings {
    /// Nothing set.
    public static final GlobalSettings DEFAULTS = new GlobalSettings(Map.of());

    private final Map<ConfigKey<?>, Object> values;

    GlobalSettings(Map<ConfigKey<?>, Object> values) {
        this.values = new HashMap<>(values);
    }

    /// The value of a key.
    public <T> T get(ConfigKey<T> key) {
        Object value = values.get(key);
        // Only the reader puts values in, each under the key that made it.
        @SuppressWarnings("unchecked")
        T typed = value == null ? key.defaultValue() : (T) value;
        return typed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GlobalSettings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
