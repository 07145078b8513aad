package dev.brama.syntax;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes as nginx writes it.
///
/// @param amount 0 or more
/// @param unit empty for bytes, `k` for 1024 bytes, `m` for 1024 k, `g` for 1024 m
public record Size(long amount, String unit) implements Token {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})([bkmg]?)");

    private static final long MAX_BYTES = 1L << 40;

    public Size {
        if (amount < 0 || !(unit.isEmpty() || "kmg".contains(unit))) {
            throw new IllegalArgumentException("not a size");
        }
    }

    /// Digits and perhaps one of `b k m g` in any case, spaces dropped, as ingress-nginx takes it.
    public static Parsed<Size> parse(String text) {
        String bare = text.replace(" ", "").toLowerCase(Locale.ROOT);
        Matcher matcher = FORM.matcher(bare);
        if (!matcher.matches()) {
            return Parsed.invalid(
                    "not a size", "write digits and perhaps one of b, k, m, g, such as 8m");
        }
        String unit = matcher.group(2).equals("b") ? "" : matcher.group(2);
        long amount = Long.parseLong(matcher.group(1));
        // Bounded before it is shifted: twelve digits of g do not fit into a long.
        return amount <= MAX_BYTES / new Size(1, unit).bytes()
                ? Parsed.valid(new Size(amount, unit))
                : Parsed.invalid("more than 1024g", "write a smaller size");
    }

    /// The number of bytes.
    public long bytes() {
        return switch (unit) {
            case "k" -> amount << 10;
            case "m" -> amount << 20;
            case "g" -> amount << 30;
            default -> amount;
        };
    }

    /// The size without `g`, which most directives of nginx do not take (`ngx_parse_size`).
    @Override
    public String token() {
        return unit.equals("g") ? (amount << 10) + "m" : amount + unit;
    }
}
