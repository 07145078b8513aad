package dev.brama.kube;

import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Decides what an unquoted scalar is, as kubectl's parser does.
///
/// That is YAML 1.1 with three departures, each of which decides whether an annotation is text: `y`
/// and `n` are truth values, dates and base-60 numbers such as `10:30` are text.
final class ScalarResolver extends Resolver {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NOTHINGS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern DECIMAL =
            Pattern.compile(
                    "[-+]?(?:(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
                            + "|\\.(?:inf|Inf|INF))|\\.(?:nan|NaN|NAN)");

    @Override
    protected void addImplicitResolvers() {
        // The tables of the library stay empty: resolve() below does not ask them.
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        return switch (kind) {
            case scalar -> implicit ? plain(value) : Tag.STR;
            case sequence -> Tag.SEQ;
            case mapping, anchor -> Tag.MAP;
        };
    }

    private static Tag plain(String value) {
        if (value.isEmpty()) {
            return Tag.NULL;
        }
        char first = value.charAt(0);
        if ((first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0) {
            return number(value);
        }
        if (value.length() > 5) {
            return Tag.STR;
        }
        if (TRUE.contains(value) || FALSE.contains(value)) {
            return Tag.BOOL;
        }
        if (NOTHINGS.contains(value)) {
            return Tag.NULL;
        }
        return value.equals("<<") ? Tag.MERGE : Tag.STR;
    }

    private static Tag number(String value) {
        String digits = value.charAt(0) == '.' ? value : value.replace("_", "");
        if (WHOLE.matcher(digits).matches()) {
            return Tag.INT;
        }
        return DECIMAL.matcher(digits).matches() ? Tag.FLOAT : Tag.STR;
    }

    /// What a truth value says.
    static boolean isTrue(String written) {
        return TRUE.contains(written);
    }

    /// The whole number that this text writes, in any of the bases that YAML knows.
    static OptionalLong wholeNumber(String written) {
        String digits = written.replace("_", "");
        if (digits.length() > 20 || !WHOLE.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        String sign = digits.startsWith("-") ? "-" : "";
        String bare =
                digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        try {
            return OptionalLong.of(Long.parseLong(sign + withoutPrefix(bare), base(bare)));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static int base(String bare) {
        if (bare.length() < 2 || bare.charAt(0) != '0') {
            return 10;
        }
        return switch (bare.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
        };
    }

    private static String withoutPrefix(String bare) {
        boolean prefixed = bare.length() > 2 && Character.isLetter(bare.charAt(1));
        return prefixed ? bare.substring(2) : bare;
    }
}
