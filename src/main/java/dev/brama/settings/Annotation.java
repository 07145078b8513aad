package dev.brama.settings;

import dev.brama.syntax.Parsed;
import java.util.List;

/// The definition of one annotation of an Ingress.
///
/// Compared by identity: a definition is itself the key of its value.
public final class Annotation<T> {
    private final String name;
    private final ValueType<T> type;
    private final Risk risk;
    private final BadValue onBadValue;
    private final String documentation;
    private final List<String> aliases;

    Annotation(
            String name,
            ValueType<T> type,
            Risk risk,
            BadValue onBadValue,
            String documentation,
            List<String> aliases) {
        this.name = name;
        this.type = type;
        this.risk = risk;
        this.onBadValue = onBadValue;
        this.documentation = documentation;
        this.aliases = List.copyOf(aliases);
    }

    /// The name without prefix, such as `ssl-redirect`.
    public String name() {
        return name;
    }

    /// What the value is, for people.
    public String valueType() {
        return type.name();
    }

    /// How much harm it can do.
    public Risk risk() {
        return risk;
    }

    /// What happens when its value cannot be read.
    public BadValue onBadValue() {
        return onBadValue;
    }

    /// One line on what it does.
    public String documentation() {
        return documentation;
    }

    /// Older names that mean the same.
    public List<String> aliases() {
        return aliases;
    }

    Parsed<T> read(String text) {
        return type.reader().apply(text);
    }

    @Override
    public String toString() {
        return name;
    }
}
