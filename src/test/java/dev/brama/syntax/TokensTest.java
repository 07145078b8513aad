package dev.brama.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a user writes becomes exactly one token of nginx, and means what was written.
class TokensTest {
    private static final String[] PIECES = {
        "\"",
        "'",
        "\\",
        "\\\\",
        "\\\"",
        "\\n",
        "\\t",
        "$",
        "${",
        "}",
        "{",
        ";",
        "#",
        " ",
        "/",
        "a",
        "Z",
        "9",
        ".",
        "-",
        "~",
        "*",
        "^",
        "(",
        ")",
        "[",
        "]",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "return",
        "$uri",
        "${host}",
        "$1",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u007f",
        "\ud800"
    };

    private static Stream<String> randomTexts() {
        Random random = new Random(42);
        return Stream.generate(
                        () -> {
                            StringBuilder text = new StringBuilder(random.nextBoolean() ? "/" : "");
                            int pieces = random.nextInt(12);
                            for (int i = 0; i < pieces; i++) {
                                // The last ones are refused by most types: not too many of them.
                                int range =
                                        random.nextInt(6) == 0 ? PIECES.length : PIECES.length - 6;
                                text.append(PIECES[random.nextInt(range)]);
                            }
                            return text.toString();
                        })
                .limit(20_000);
    }

    private static String dollars(String text) {
        return text.replace("$", "${literal_dollar}");
    }

    static Stream<Arguments> freeTexts() {
        Function<String, String> same = text -> text;
        Function<String, String> dollars = TokensTest::dollars;
        Function<String, Parsed<? extends Token>> text = Text::parse;
        Function<String, Parsed<? extends Token>> regex = Regex::parse;
        Function<String, Parsed<? extends Token>> path = LocationPath::parse;
        Function<String, Parsed<? extends Token>> expression = Expression::parse;
        Function<String, Parsed<? extends Token>> lines = Expression::parseLines;
        return Stream.of(
                Arguments.of("Text", text, dollars),
                Arguments.of("Regex", regex, same),
                Arguments.of("LocationPath", path, same),
                Arguments.of("Expression", expression, same),
                Arguments.of("Expression of lines", lines, same));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("freeTexts")
    void nginxReadsBackWhatWasWritten(
            String name,
            Function<String, Parsed<? extends Token>> parse,
            Function<String, String> meant) {
        long taken =
                randomTexts()
                        .filter(text ->
                                parse.apply(text)
                                        .toOptional()
                                        .map(token -> {
                                            assertThat(NginxLexer.read(token.token()))
                                                    .isEqualTo(meant.apply(text));
                                            return true;
                                        })
                                        .orElse(false))
                        .count();
        assertThat(taken).as(name).isGreaterThan(1000);
    }

    static Stream<Function<String, Parsed<? extends Token>>> plainTypes() {
        return Stream.of(
                Word::parse,
                HeaderName::parse,
                ServerName::parse,
                Size::parse,
                TimeSpan::parse,
                Cidr::parse);
    }

    @ParameterizedTest
    @MethodSource("plainTypes")
    void bareTokenNeedsNoQuotes(Function<String, Parsed<? extends Token>> parse) {
        Stream.concat(randomTexts(), Stream.of("a", "10m", "10.0.0.0/8", "a.b", "", "a;b", "a b"))
                .forEach(text ->
                        parse.apply(text)
                                .toOptional()
                                .ifPresent(token ->
                                        assertThat(NginxLexer.read(token.token()))
                                                .isEqualTo(token.token())
                                                .doesNotContain("$")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "a\tb", "\u0000", "\u001f", "\u007f", "\ud800", "x\udc00"})
    void controlCharactersAndBrokenUnicodeAreRefused(String text) {
        assertThat(Text.parse(text)).isInstanceOf(Parsed.Invalid.class);
        assertThat(Regex.parse(text)).isInstanceOf(Parsed.Invalid.class);
        assertThat(Expression.parse(text)).isInstanceOf(Parsed.Invalid.class);
        assertThat(LocationPath.parse("/" + text)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void refusalNamesTheCharacterButDoesNotPrintIt() {
        Parsed.Invalid<Text> refusal = (Parsed.Invalid<Text>) Text.parse("a\u0007b");
        assertThat(refusal.reason()).contains("U+0007").doesNotContain("\u0007");
    }

    @Test
    void linesOfAFormatKeepTheirBreaks() {
        Expression format = Expression.parseLines("$uri\n\t$host\r").orThrow();
        assertThat(NginxLexer.read(format.token())).isEqualTo("$uri\n\t$host\r");
        assertThat(format.token()).doesNotContain("\n").doesNotContain("\t");
    }

    // nginx holds 4096 bytes of one token; quoting makes some characters two.
    @ParameterizedTest
    @ValueSource(strings = {"a", "\\", "\"", "\u20ac", "\ud83d\ude00", "$"})
    void everyUserTextLeavesRoomInNginxsBuffer(String unit) {
        for (int count : List.of(1, 900, 1800, 1850, 3690, 3699, 3701, 5000)) {
            String text = "/" + unit.repeat(count);
            Stream.of(Text.parse(text), Regex.parse(text), LocationPath.parse(text))
                    .flatMap(parsed -> parsed.toOptional().stream())
                    .forEach(token ->
                            assertThat(((Token) token).token().getBytes(StandardCharsets.UTF_8))
                                    .hasSizeLessThanOrEqualTo(3700));
        }
        assertThat(Text.parse(unit.repeat(3701))).isInstanceOf(Parsed.Invalid.class);
        assertThat(Text.parse(unit.repeat(100))).isInstanceOf(Parsed.Valid.class);
    }

    @Test
    void whatIsPutAroundTheLongestUserTextFits() {
        String longest = "/" + "a".repeat(3696);
        LocationPath path = LocationPath.parse(longest + "b").orThrow();
        assertThat(path.withTrailingSlash().value()).hasSize(3699);
        assertThat(new Regex("^" + path.value()).value()).startsWith("^/");
        assertThat(new Expression("$scheme://$http_host" + longest).hasVariables()).isTrue();
    }

    @Test
    void constructorTakesNoMoreThanNginxHolds() {
        assertThatThrownBy(() -> new Regex("a".repeat(4000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Text("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LocationPath("p"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Expression("$nonsense"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void commentHoldsHarmlessCharactersOnOneLine() {
        randomTexts()
                .forEach(text ->
                        assertThat(new CommentText(text).value()).matches("[A-Za-z0-9 ._/:*?-]*"));
        assertThat(new CommentText("a".repeat(5000)).value()).hasSizeLessThan(310);
    }
}
