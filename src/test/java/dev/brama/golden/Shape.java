package dev.brama.golden;

import dev.brama.golden.ConfigLexer.Directive;
import dev.brama.render.RenderedFile;
import dev.brama.render.Rendering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What remains of rendered files when values are taken out: files, blocks, names of directives and
/// the number of their arguments.
final class Shape {
    /// Directives that stand once for each item of a list.
    private static final Set<String> REPEATED =
            Set.of(
                    "allow",
                    "deny",
                    "set_real_ip_from",
                    "error_page",
                    "proxy_hide_header",
                    "grpc_hide_header",
                    "listen");

    /// Directives that take a list in one statement.
    private static final Set<String> OF_ANY_LENGTH =
            Set.of(
                    "server_name",
                    "log_format",
                    "gzip_types",
                    "ssl_protocols",
                    "proxy_next_upstream",
                    "grpc_next_upstream",
                    "fastcgi_next_upstream");

    /// Words that are no keys inside `map` and `geo`, however they are quoted.
    private static final Set<String> ORDERS =
            Set.of(
                    "default",
                    "include",
                    "hostnames",
                    "volatile",
                    "ranges",
                    "delete",
                    "proxy",
                    "proxy_recursive");

    // Most files are the same again and again.
    private final Map<String, String> known = new HashMap<>();

    /// The form of a whole configuration.
    String of(Rendering rendering) {
        TreeMap<String, List<String>> byKind = new TreeMap<>();
        rendering
                .files()
                .forEach((path, file) ->
                        byKind.computeIfAbsent(kind(path), _ -> new ArrayList<>())
                                .add(path.endsWith(".conf") ? known(file) : ""));
        return byKind.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + sorted(kind.getValue().stream()))
                .collect(Collectors.joining("\n"));
    }

    private String known(RenderedFile file) {
        if (known.size() > 1000) {
            known.clear();
        }
        return known.computeIfAbsent(file.digest(), _ -> of(file.text()));
    }

    private static String of(String text) {
        return of(ConfigLexer.read(text), "");
    }

    /// Names that a file may have; a host's name is no free text either.
    private static String kind(String path) {
        for (String folder : List.of("hosts", "certificates", "passwords")) {
            if (path.matches(folder + "/[a-z0-9_][a-z0-9._-]*")) {
                return folder;
            }
        }
        return path;
    }

    private static String of(List<Directive> directives, String block) {
        Set<String> lists = new TreeSet<>();
        Stream<String> shapes =
                directives.stream()
                        .filter(directive ->
                                !isListItem(directive, block) || lists.add(of(directive, block)))
                        .map(directive -> of(directive, block));
        return "{" + sorted(shapes) + "}";
    }

    private static String sorted(Stream<String> shapes) {
        return shapes.sorted().collect(Collectors.joining(" "));
    }

    private static boolean isListItem(Directive directive, String block) {
        return REPEATED.contains(directive.name())
                || isTable(block)
                || (block.equals("upstream") && directive.name().equals("server"))
                || isErrorPage(directive);
    }

    private static boolean isTable(String block) {
        return block.equals("map") || block.equals("geo");
    }

    private static boolean isErrorPage(Directive directive) {
        return directive.name().equals("location") && directive.words().get(1).startsWith("@");
    }

    private static String of(Directive directive, String block) {
        return head(directive, block)
                + (directive.isBlock() ? of(directive.block(), directive.name()) : "");
    }

    private static String head(Directive directive, String block) {
        List<String> words = directive.words();
        if (isTable(block)) {
            String key = ORDERS.contains(words.getFirst()) ? words.getFirst() : "*";
            return key + "/" + (words.size() - 1);
        }
        return switch (directive.name()) {
            // What these say in full is no user's to choose.
            case "include" -> String.join(" ", words);
            case "if", "set" -> words.get(0) + " " + words.get(1).replaceAll("_[0-9a-f]{12,}", "");
            case "map", "geo" ->
                    words.get(0)
                            + "/"
                            + (words.size() - 1)
                            + " "
                            + words.getLast().replaceAll("_[0-9a-f]{12,}", "");
            case "location" ->
                    isErrorPage(directive)
                            ? "location @"
                            : "location " + (words.size() == 2 ? "" : words.get(1));
            default ->
                    OF_ANY_LENGTH.contains(directive.name())
                            ? directive.name()
                            : directive.name() + "/" + (words.size() - 1);
        };
    }
}
