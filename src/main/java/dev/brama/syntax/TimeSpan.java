package dev.brama.syntax;

import java.util.regex.Pattern;

/// A length of time as nginx writes it.
///
/// @param text digits with a unit (`ms s m h d w M y`, seconds without one), several in a row
public record TimeSpan(String text) implements Token {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(ms|[smhdwMy])?)+");

    public TimeSpan {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a length of time");
        }
    }

    /// This many seconds.
    public static TimeSpan seconds(int seconds) {
        return new TimeSpan(seconds + "s");
    }

    /// A length of time such as `240s`, `10m`, `1h30m`.
    public static Parsed<TimeSpan> parse(String text) {
        return FORM.matcher(text).matches()
                ? Parsed.valid(new TimeSpan(text))
                : Parsed.invalid("not a length of time", "write it like 60s, 10m or 1h");
    }

    @Override
    public String token() {
        return text;
    }
}
