package dev.brama.kube;

import java.util.ArrayList;
import java.util.List;

/// A stretch of a file that holds one document.
///
/// Files are cut before they are parsed, so that a broken document does not hide the ones after it.
///
/// @param text the stretch
/// @param firstLine the line of the file in which it starts, from 1
record Piece(String text, int firstLine) {
    /// Cuts a file at its document markers: in YAML a `---` or `...` in the first column ends the
    /// document wherever it stands, even inside a block of text.
    static List<Piece> split(String file) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int startLine = 1;
        boolean blank = true;
        int line = 1;
        for (int at = 0; at < file.length(); line++) {
            int next = nextLine(file, at);
            if (isMarker(file, at, '-') && !blank) {
                addTo(pieces, file.substring(start, at), startLine);
                start = at;
                startLine = line;
            }
            blank = blank && isBeforeContent(file, at);
            if (isMarker(file, at, '.')) {
                addTo(pieces, file.substring(start, next), startLine);
                start = next;
                startLine = line + 1;
                blank = true;
            }
            at = next;
        }
        addTo(pieces, file.substring(start), startLine);
        return pieces;
    }

    private static void addTo(List<Piece> pieces, String text, int line) {
        pieces.addAll(JsonText.pieces(new Piece(text, line)));
    }

    private static int nextLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean isMarker(String text, int at, char mark) {
        for (int i = at; i < at + 3; i++) {
            if (i >= text.length() || text.charAt(i) != mark) {
                return false;
            }
        }
        return at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3));
    }

    /// Directives belong to the document whose `---` follows them, so they do not end anything.
    private static boolean isBeforeContent(String text, int at) {
        if (isMarker(text, at, '-')) {
            return false;
        }
        int i = at;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i == text.length() || "\r\n#".indexOf(text.charAt(i)) >= 0 || text.charAt(at) == '%';
    }
}
