package dev.brama.metrics;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Writes the bounds of buckets as programs in Go do, `le="10"` and `le="1e+07"` where Java has
/// `10.0` and `1.0E7`: a bound is a label, and queries of dashboards compare its text.
final class GoNumbers {
    private static final byte[] MARK = "le=\"".getBytes(StandardCharsets.US_ASCII);
    // From this exponent on, Go writes exponents.
    private static final int LONG = 6;

    private final byte[] text;
    private final Map<String, byte[]> spellings = new HashMap<>();

    GoNumbers(byte[] text) {
        this.text = text;
    }

    byte[] rewritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        int done = 0;
        for (int i = 1; i < text.length; i++) {
            if (!isMark(i)) {
                continue;
            }
            int from = i + MARK.length;
            int to = from;
            while (to < text.length && text[to] != '"') {
                to++;
            }
            out.write(text, done, from - done);
            out.writeBytes(
                    spellings.computeIfAbsent(
                            new String(text, from, to - from, StandardCharsets.UTF_8),
                            GoNumbers::spelling));
            done = to;
            i = to;
        }
        out.write(text, done, text.length - done);
        return out.toByteArray();
    }

    // A label's name follows a brace or a comma, and no quotation mark stands bare in a value.
    private boolean isMark(int at) {
        return (text[at - 1] == '{' || text[at - 1] == ',')
                && at + MARK.length <= text.length
                && Arrays.equals(text, at, at + MARK.length, MARK, 0, MARK.length);
    }

    private static byte[] spelling(String java) {
        return go(java).getBytes(StandardCharsets.UTF_8);
    }

    static String go(String java) {
        double value;
        try {
            value = Double.parseDouble(java);
        } catch (NumberFormatException _) {
            return java;
        }
        if (Double.isInfinite(value) || value <= 0) {
            return java;
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < LONG) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = exponent < 0 ? "-" : "+";
        return digits.charAt(0) + fraction + "e" + sign + "%02d".formatted(Math.abs(exponent));
    }
}
