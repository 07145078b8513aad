package dev.brama.golden;

import java.util.ArrayList;
import java.util.List;

/// Reads a configuration as nginx does (`ngx_conf_read_token`), written anew from its rules so that
/// it shares no mistake with the renderer.
final class ConfigLexer {
    private final String text;
    private int at;

    private ConfigLexer(String text) {
        this.text = text;
    }

    /// A statement with its words unquoted, and what its block holds; empty where it has none.
    record Directive(List<String> words, List<Directive> block, boolean isBlock) {
        String name() {
            return words.getFirst();
        }
    }

    static List<Directive> read(String text) {
        ConfigLexer lexer = new ConfigLexer(text);
        List<Directive> all = lexer.directives();
        if (lexer.at < text.length()) {
            throw lexer.error("a } that closes nothing");
        }
        return all;
    }

    private List<Directive> directives() {
        List<Directive> found = new ArrayList<>();
        List<String> words = new ArrayList<>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isSpace(c)) {
                at++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ';' || c == '{') {
                at++;
                if (words.isEmpty()) {
                    throw error("nothing before " + c);
                }
                found.add(statement(words, c == '{'));
                words = new ArrayList<>();
            } else if (c == '}') {
                if (!words.isEmpty()) {
                    throw error("a } amid a statement");
                }
                return found;
            } else {
                words.add(word());
            }
        }
        if (!words.isEmpty()) {
            throw error("a statement without end");
        }
        return found;
    }

    private Directive statement(List<String> words, boolean isBlock) {
        if (!isBlock) {
            return new Directive(words, List.of(), false);
        }
        List<Directive> inner = directives();
        if (at == text.length()) {
            throw error("a block without end");
        }
        at++;
        return new Directive(words, inner, true);
    }

    private String word() {
        char c = text.charAt(at);
        return c == '"' || c == '\'' ? quoted(c) : bare();
    }

    private String quoted(char quote) {
        StringBuilder word = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            escapedOrPlain(word);
        }
        at++;
        if (at >= text.length()
                || !(isSpace(text.charAt(at)) || ";{)".indexOf(text.charAt(at)) >= 0)) {
            throw error("no space after a quoted word");
        }
        return word.toString();
    }

    private String bare() {
        StringBuilder word = new StringBuilder();
        boolean afterDollar = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            // A brace right after a dollar sign belongs to the name of a variable.
            if (isSpace(c) || c == ';' || (c == '{' && !afterDollar)) {
                break;
            }
            afterDollar = c == '$';
            escapedOrPlain(word);
        }
        return word.toString();
    }

    private void escapedOrPlain(StringBuilder word) {
        char c = text.charAt(at++);
        if (c != '\\' || at == text.length()) {
            word.append(c);
            return;
        }
        char next = text.charAt(at++);
        switch (next) {
            case '"', '\'', '\\' -> word.append(next);
            case 't' -> word.append('\t');
            case 'r' -> word.append('\r');
            case 'n' -> word.append('\n');
            default -> word.append(c).append(next);
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private IllegalStateException error(String what) {
        int line = (int) text.substring(0, Math.min(at, text.length())).lines().count();
        return new IllegalStateException(what + " in line " + line);
    }
}
