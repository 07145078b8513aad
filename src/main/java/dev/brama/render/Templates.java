package dev.brama.render;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.MemoryLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Pebble templates: those that come with Brama, each replaceable by a file of the same name.
///
/// All are read and compiled at construction.
public final class Templates {
    /// The names of all templates, each a file in the folder `templates`.
    public static final List<String> NAMES =
            List.of(
                    "nginx.conf.peb",
                    "client.peb",
                    "identity.peb",
                    "log.peb",
                    "proxy-defaults.peb",
                    "tls.peb",
                    "status.peb",
                    "headers-proxy.conf.peb",
                    "headers-grpc.conf.peb",
                    "upstream.peb",
                    "cors.peb",
                    "limits.peb",
                    "session.peb",
                    "fallback.peb",
                    "host.peb",
                    "listen.peb",
                    "location.peb",
                    "access.peb",
                    "cors-headers.peb",
                    "cors-answers.peb",
                    "proxy.peb",
                    "grpc.peb",
                    "fastcgi.peb",
                    "error-page.peb",
                    "redirected-name.peb",
                    "peers.peb",
                    "second-chance.peb",
                    "streams.conf.peb");

    // Either would let a value past the filter that writes tokens.
    private static final Pattern UNESCAPED =
            Pattern.compile("\\|\\s*raw\\b|autoescape|\\bverbatim\\b");

    private static final Pattern TAG_LINE =
            Pattern.compile("(?m)^[ \\t]*((?:\\{%[^%]*%}[ \\t]*)+)\\R");

    private final PebbleEngine engine;

    private Templates(PebbleEngine engine) {
        this.engine = engine;
    }

    /// Reads the templates.
    ///
    /// @param overrides a folder whose files take the place of those that come with Brama
    /// @throws IOException if the folder cannot be read, holds a file that is no template's name,
    ///   or a template is not well-formed
    public static Templates read(Optional<Path> overrides) throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (String name : NAMES) {
            texts.put(name, builtIn(name));
        }
        if (overrides.isPresent()) {
            texts.putAll(read(overrides.get()));
        }
        // Of two texts of one name the loader takes the first.
        MemoryLoader loader = new MemoryLoader();
        texts.forEach((name, text) -> loader.addTemplate(name, withoutTagLines(text)));
        PebbleEngine engine =
                new PebbleEngine.Builder()
                        .loader(loader)
                        .strictVariables(true)
                        .newLineTrimming(false)
                        .extension(new TokenFilter.Extension())
                        .build();
        for (String name : NAMES) {
            try {
                engine.getTemplate(name);
            } catch (PebbleException e) {
                throw new IOException("template " + name + ": " + e.getMessage(), e);
            }
        }
        return new Templates(engine);
    }

    /// The text of a template that comes with Brama.
    public static String builtIn(String name) throws IOException {
        try (InputStream text = Templates.class.getResourceAsStream("/templates/" + name)) {
            if (text == null) {
                throw new IOException("template " + name + " is missing from the program");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!NAMES.contains(name)) {
                    throw new IOException(
                            file
                                    + " is no template; the templates are "
                                    + String.join(", ", new TreeSet<>(NAMES)));
                }
                String text = Files.readString(file);
                if (UNESCAPED.matcher(text).find()) {
                    throw new IOException(
                            file + " switches escaping off, which would let values add directives");
                }
                texts.put(name, text);
            }
        }
        return texts;
    }

    /// Joins lines that hold only tags with the next line, so that they leave no blank ones.
    private static String withoutTagLines(String text) {
        return TAG_LINE.matcher(text).replaceAll("$1");
    }

    /// The text that a template makes.
    PebbleText evaluate(String name, Map<String, Object> context) {
        try {
            PebbleTemplate template = engine.getTemplate(name);
            StringWriter text = new StringWriter(1024);
            template.evaluate(text, context);
            return new PebbleText(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("template " + name, e);
        }
    }

    /// Text as a template made it, before its lines are set in order.
    ///
    /// @param value the text
    record PebbleText(String value) {}
}
