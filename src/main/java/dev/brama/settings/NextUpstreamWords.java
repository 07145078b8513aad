package dev.brama.settings;

import dev.brama.syntax.Parsed;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The words of `proxy-next-upstream`: those of nginx's directive of that name.
final class NextUpstreamWords {
    private static final Set<String> KNOWN =
            Set.of(
                    "error",
                    "timeout",
                    "invalid_header",
                    "http_500",
                    "http_502",
                    "http_503",
                    "http_504",
                    "http_403",
                    "http_404",
                    "http_429",
                    "non_idempotent",
                    "off");

    static final ValueType<List<Word>> TYPE =
            new ValueType<>("conditions, separated by spaces", NextUpstreamWords::read);

    private NextUpstreamWords() {}

    private static Parsed<List<Word>> read(String text) {
        List<Word> words = new ArrayList<>();
        for (String word : text.strip().split("[ ,]+", -1)) {
            if (!KNOWN.contains(word)) {
                return Parsed.invalid(
                        "holding a word that nginx does not know",
                        "use error, timeout, invalid_header, http_500 to http_504, http_403,"
                                + " http_404, http_429, non_idempotent or off");
            }
            if (!words.contains(new Word(word))) {
                words.add(new Word(word));
            }
        }
        return Parsed.valid(List.copyOf(words));
    }
}
