package dev.brama.kube;

import java.util.ArrayList;
import java.util.List;

/// Makes JSON fit for a YAML parser.
///
/// JSON is YAML but for three things that matter here: it may be indented with tabs, a slash may be
/// escaped, and several values may follow each other without a marker, as `jq` writes them.
final class JsonText {
    private static final String OUTSIDE_STRINGS = "{}[],:+-.0123456789eEtrufalsn \t\r\n";

    private final Piece piece;
    private final StringBuilder text;
    private final List<Piece> pieces = new ArrayList<>();
    private int start;
    private int startLine;

    private JsonText(Piece piece) {
        this.piece = piece;
        this.text = new StringBuilder(piece.text());
        this.startLine = piece.firstLine();
    }

    /// The JSON values of this piece, one each; the piece itself where it is not JSON.
    static List<Piece> pieces(Piece piece) {
        return startsWithBrace(piece.text()) ? new JsonText(piece).cut() : List.of(piece);
    }

    private static boolean startsWithBrace(String text) {
        int at = text.startsWith("---") ? 3 : 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == '{';
    }

    /// Quotes are followed as JSON defines them; whatever JSON does not know means that this is
    /// YAML in braces, which is left as it is.
    private List<Piece> cut() {
        int line = piece.firstLine();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? escape(i) : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (OUTSIDE_STRINGS.indexOf(c) < 0) {
                return List.of(piece);
            } else if (c == '\t') {
                text.setCharAt(i, ' ');
            } else if (c == '\n') {
                line++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                cutAt(i + 1, line);
            }
        }
        return finished();
    }

    /// Escapes are the same in YAML but for that of the slash, which it does not have.
    private int escape(int at) {
        if (at + 1 < text.length() && text.charAt(at + 1) == '/') {
            text.deleteCharAt(at);
            return 0;
        }
        return 1;
    }

    private void cutAt(int end, int line) {
        pieces.add(new Piece(text.substring(start, end), startLine));
        start = end;
        startLine = line;
    }

    private List<Piece> finished() {
        String rest = text.substring(start);
        if (!rest.isBlank()) {
            pieces.add(new Piece(rest, startLine));
        }
        return pieces;
    }
}
