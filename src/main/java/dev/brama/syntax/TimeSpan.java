package dev.brama.syntax;

import java.util.regex.Pattern;

/// A length of time as nginx writes it.
///
/// Months and years are left out: nginx takes them only where it counts in seconds.
///
/// @param text digits with a unit (`w d h m s ms`, seconds without one), greatest unit first, each
///   unit at most once
public record TimeSpan(String text) implements Token {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?=\\d)(\\d{1,9}w)?(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?"
                            + "(\\d{1,9}ms)?|\\d{1,9}");

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
