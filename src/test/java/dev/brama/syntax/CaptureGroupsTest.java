package dev.brama.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureGroupsTest {
    private static String named(String regex) {
        return CaptureGroups.named(new Regex(regex)).value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/p; /p",
                "/(a); /(?<rewrite_1>a)",
                "/(a(b))(c); /(?<rewrite_1>a(?<rewrite_2>b))(?<rewrite_3>c)",
                "/(?:a)(b); /(?:a)(?<rewrite_1>b)",
                "/(?i)(b); /(?i)(?<rewrite_1>b)",
                "/(?=a)(?!b)(?<=c)(?<!d)(e); /(?=a)(?!b)(?<=c)(?<!d)(?<rewrite_1>e)",
                "/\\((a)\\); /\\((?<rewrite_1>a)\\)",
                "/\\\\(a); /\\\\(?<rewrite_1>a)",
                "/[(](a); /[(](?<rewrite_1>a)",
                "/[](](a); /[](](?<rewrite_1>a)",
                "/[^](](a); /[^](](?<rewrite_1>a)",
                "/[\\](](a); /[\\](](?<rewrite_1>a)",
                "/[[:alpha:](](a); /[[:alpha:](](?<rewrite_1>a)",
                "/(?<id>a)(b); /(?<rewrite_1>a)(?<rewrite_2>b)",
                "/(?P<id>a)(b); /(?<rewrite_1>a)(?<rewrite_2>b)",
                "/(?'id'a)(b); /(?<rewrite_1>a)(?<rewrite_2>b)",
                "/(?>a)(b); /(?>a)(?<rewrite_1>b)",
                "/(*ANY)(b); /(*ANY)(?<rewrite_1>b)",
                "/(; /(?<rewrite_1>",
                "/[; /[",
                "/\\; /\\"
            })
    void groupsGetNames(String regex, String result) {
        assertThat(named(regex)).isEqualTo(result);
    }

    @Test
    void nineGroupsAtMostGetNames() {
        Regex regex = CaptureGroups.named(new Regex("(a)".repeat(12)));
        assertThat(CaptureGroups.count(regex)).isEqualTo(9);
        assertThat(regex.value()).endsWith("(?<rewrite_9>a)(a)(a)(a)");
    }

    // The names change nothing about what is matched, nor which number captures what.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"/app(/|$)(.*); /app/x/y", "/((a)|(b))+/([^/]+)/?; /ab/c/", "/(a)\\1; /aa"})
    void namedExpressionCapturesTheSame(String regex, String text) {
        var before = Pattern.compile(regex).matcher(text);
        // Java's names hold no underscore; PCRE's may.
        var after = Pattern.compile(named(regex).replace("rewrite_", "r")).matcher(text);
        assertThat(after.matches()).isEqualTo(before.matches()).isTrue();
        for (int i = 1; i <= before.groupCount(); i++) {
            assertThat(after.group(i)).isEqualTo(before.group(i));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/$1, 1, '/${rewrite_1}'",
        "/$1x, 1, '/${rewrite_1}x'",
        "/$1$2, 2, '/${rewrite_1}${rewrite_2}'",
        "/$2, 1, /",
        "/$12, 2, '/${rewrite_1}2'",
        "/$9, 9, '/${rewrite_9}'",
        "/$0, 9, /$0",
        "/plain, 0, /plain",
        "/$, 1, /$",
        "/$uri, 1, /$uri"
    })
    void numbersInAReplacementBecomeNames(String text, int groups, String result) {
        assertThat(CaptureGroups.replacement(text, groups)).isEqualTo(result);
    }
}
