package dev.brama.kube;

import dev.brama.kube.Outcome.Broken;
import dev.brama.kube.Outcome.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/// Parses one piece of a file into values.
final class YamlParser {
    private static final LoaderOptions LIMITS = new LoaderOptions();

    static {
        LIMITS.setCodePointLimit(TextFile.MAX_BYTES);
        // CRDs nest some thirty deep; each level costs the parser a few stack frames.
        LIMITS.setNestingDepthLimit(200);
        // Aliases are cheap to parse but multiply when lists of them are read.
        LIMITS.setMaxAliasesForCollections(100);
        LIMITS.setProcessComments(false);
    }

    private static final ScalarResolver SCALARS = new ScalarResolver();

    /// What these messages go on to say is text of the document, perhaps of a Secret.
    private static final Pattern QUOTES =
            Pattern.compile(
                    "(found undefined alias|found undefined tag handle|duplicate tag handle"
                            + "|Global tag is not allowed|found unknown escape character"
                            + "|expected escape sequence of \\d+ hexadecimal numbers"
                            + "|expected URI in UTF-8)");

    private final Piece piece;
    private final List<Outcome> outcomes = new ArrayList<>();

    private YamlParser(Piece piece) {
        this.piece = piece;
    }

    /// The documents of this piece, one as a rule; a broken one is the last.
    static List<Outcome> parse(Piece piece) {
        YamlParser parser = new YamlParser(piece);
        parser.parse();
        return parser.outcomes;
    }

    private void parse() {
        try {
            Composer composer =
                    new Composer(
                            new ParserImpl(new StreamReader(piece.text()), LIMITS),
                            SCALARS,
                            LIMITS);
            while (composer.checkNode()) {
                ValueBuilder builder = new ValueBuilder(piece.firstLine());
                outcomes.add(new Parsed(builder.value(composer.getNode())));
            }
        } catch (ReaderException e) {
            outcomes.add(unreadable(e));
        } catch (MarkedYAMLException e) {
            outcomes.add(broken(e.getProblemMark(), e.getProblem(), e.getContext()));
        } catch (YAMLException e) {
            outcomes.add(broken(null, e.getMessage(), null));
        } catch (NumberFormatException _) {
            // The library lets this one escape for a `%YAML` directive with an absurd version.
            outcomes.add(broken(null, "a number in a directive is too large", null));
        }
    }

    private Broken broken(@Nullable Mark mark, @Nullable String problem, @Nullable String context) {
        String reason = oneLine(problem == null ? "the document is not YAML" : problem);
        var quote = QUOTES.matcher(reason);
        if (quote.find()) {
            reason = reason.substring(0, quote.end());
        }
        if (context != null) {
            reason = reason + " (" + oneLine(context) + ")";
        }
        int line = mark == null ? 0 : mark.getLine();
        int column = mark == null ? 0 : mark.getColumn() + 1;
        return new Broken(piece.firstLine() + line, column, reason, fix(reason));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029\\s]+", " ").strip();
    }

    private String fix(String reason) {
        if (piece.text().contains("{{")) {
            return "if this is a template, render it first, for example with helm template";
        }
        if (reason.contains("scanning an alias") || reason.contains("undefined alias")) {
            return "quote the value if it is to start with *, as in \"*.example.com\"";
        }
        if (reason.contains("(TAB)")) {
            return "indent with spaces instead of tabs";
        }
        return "mend the document at this place";
    }

    private Broken unreadable(ReaderException e) {
        int end = piece.text().offsetByCodePoints(0, Math.min(e.getPosition(), codePoints()));
        String before = piece.text().substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count();
        int column = before.length() - before.lastIndexOf('\n');
        if (e.getCodePoint() == TextFile.UNDECODABLE) {
            return new Broken(
                    piece.firstLine() + line,
                    column,
                    "the file is not valid UTF-8 here",
                    "save the file as UTF-8");
        }
        return new Broken(
                piece.firstLine() + line,
                column,
                String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()),
                "remove the character or write it as an escape in double quotes");
    }

    private int codePoints() {
        return piece.text().codePointCount(0, piece.text().length());
    }
}
