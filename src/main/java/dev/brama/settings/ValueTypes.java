package dev.brama.settings;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.TimeSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The kinds of values that settings have. Each takes the whole text or refuses it.
final class ValueTypes {
    private ValueTypes() {}

    /// The spellings that Go's `strconv.ParseBool` takes.
    static final ValueType<Boolean> BOOL =
            new ValueType<>(
                    "true or false",
                    text ->
                            switch (text) {
                                case "1", "t", "T", "true", "TRUE", "True" -> Parsed.valid(true);
                                case "0", "f", "F", "false", "FALSE", "False" ->
                                        Parsed.valid(false);
                                default ->
                                        Parsed.invalid(
                                                "not a boolean", "write \"true\" or \"false\"");
                            });

    static final ValueType<Boolean> ON_OFF =
            new ValueType<>(
                    "on or off",
                    text ->
                            switch (text) {
                                case "on" -> Parsed.valid(true);
                                case "off" -> Parsed.valid(false);
                                default ->
                                        Parsed.invalid(
                                                "neither on nor off",
                                                "write \"on\" or \"off\", in quotes");
                            });

    static final ValueType<Integer> INT =
            new ValueType<>(
                    "number",
                    text -> {
                        try {
                            return Parsed.valid(Integer.parseInt(text));
                        } catch (NumberFormatException _) {
                            return Parsed.invalid(
                                    "not a whole number", "write digits only, without a unit");
                        }
                    });

    /// A whole number from 0, for what nginx takes no negative number.
    static final ValueType<Integer> COUNT = INT.where(n -> inRange(n, 0, 1_000_000_000));

    /// Seconds; a limit that nginx's milliseconds can hold.
    static final ValueType<Integer> SECONDS =
            new ValueType<>("seconds", COUNT.reader()).where(n -> inRange(n, 0, 2_000_000));

    static final ValueType<Size> SIZE = new ValueType<>("size, such as 8m", Size::parse);

    static final ValueType<TimeSpan> TIME = new ValueType<>("time, such as 60s", TimeSpan::parse);

    static final ValueType<Text> TEXT = new ValueType<>("text", Text::parse);

    static final ValueType<Regex> REGEX = new ValueType<>("regular expression", Regex::parse);

    static final ValueType<List<Cidr>> CIDRS = list("IP ranges, comma separated", Cidr::parse);

    static final ValueType<List<HeaderName>> HEADERS =
            list("header names, comma separated", HeaderName::parse);

    static final ValueType<List<String>> WORDS =
            list("words, comma separated", text -> Text.parse(text).map(Text::value));

    /// Variables may stand in it, line breaks too.
    static final ValueType<List<Expression>> FORMAT =
            new ValueType<>("text with variables", Expression::parsePieces);

    private static final Pattern CAPTURE_PATH = Pattern.compile("/?[-._~A-Za-z0-9/:$]*");

    /// A path with references to captures, such as `/$2`.
    static final ValueType<Expression> CAPTURE =
            matching(
                            "path, may hold $1 to $9",
                            CAPTURE_PATH,
                            "use letters, digits and - . _ ~ / : $ only, such as /$2")
                    .then(Expression::parse);

    private static final Pattern URL = Pattern.compile("[-._~A-Za-z0-9/:,?&=%#@!+*()$\\[\\]]*");

    /// A URL, in which variables may stand.
    static final ValueType<Expression> URL_EXPRESSION =
            matching(
                            "URL, may hold variables",
                            URL,
                            "write an absolute URL without spaces, quotes, ; { or }")
                    .then(Expression::parse);

    static TextType matching(String name, Pattern form, String fix) {
        return new TextType(name, form, fix);
    }

    /// One of a few words, in any case.
    static <E extends Enum<E>> ValueType<E> choice(Class<E> words) {
        List<String> names =
                Arrays.stream(words.getEnumConstants()).map(ValueTypes::spelling).toList();
        return new ValueType<>(
                String.join(", ", names),
                text -> {
                    for (E word : words.getEnumConstants()) {
                        if (spelling(word).equalsIgnoreCase(text.strip())) {
                            return Parsed.valid(word);
                        }
                    }
                    return Parsed.invalid(
                            "not one of the known words",
                            "write one of " + String.join(", ", names));
                });
    }

    /// One of a few numbers.
    static ValueType<Integer> oneOf(Integer... numbers) {
        List<Integer> known = List.of(numbers);
        return new ValueType<>(
                "one of " + known,
                text ->
                        INT.reader()
                                .apply(text.strip())
                                .flatMap(n ->
                                        known.contains(n)
                                                ? Parsed.valid(n)
                                                : Parsed.invalid(
                                                        "not one of " + known,
                                                        "write one of " + known)));
    }

    /// A comma separated list; spaces around items are dropped, empty items too. What stands twice
    /// counts once: some directives of nginx refuse the same value again.
    static <T> ValueType<List<T>> list(String name, Function<String, Parsed<T>> item) {
        return new ValueType<>(
                name,
                text -> {
                    List<T> items = new ArrayList<>();
                    Set<String> parts = new LinkedHashSet<>();
                    for (String part : text.split(",", -1)) {
                        parts.add(part.strip());
                    }
                    parts.remove("");
                    for (String part : parts) {
                        switch (item.apply(part)) {
                            case Parsed.Valid<T>(T value) -> items.add(value);
                            case Parsed.Invalid<T>(String reason, String fix) -> {
                                return Parsed.invalid("a list with an item that is " + reason, fix);
                            }
                        }
                    }
                    return Parsed.valid(List.copyOf(items));
                });
    }

    static Parsed<Integer> inRange(int number, int least, int most) {
        return number >= least && number <= most
                ? Parsed.valid(number)
                : Parsed.invalid(
                        "not between " + least + " and " + most,
                        "write a number from " + least + " to " + most);
    }

    private static String spelling(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /// Text of a certain form.
    record TextType(String name, Pattern form, String fix) {
        /// The type whose values are read further once the form is right.
        <T> ValueType<T> then(Function<String, Parsed<T>> reader) {
            return new ValueType<>(
                    name,
                    text ->
                            form.matcher(text).matches()
                                    ? reader.apply(text)
                                    : Parsed.invalid("not of the form: " + name, fix));
        }
    }
}
