package dev.brama.nginx;

import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks an nginx binary what it understands.
public final class CapabilityProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<Path> DEBIAN_MODULES =
            List.of(Path.of("/usr/lib/nginx/modules"), Path.of("/usr/share/nginx/modules"));

    private static final Pattern VERSION =
            Pattern.compile("^nginx version: [\\w.-]+/(\\d+)\\.(\\d+)\\.(\\d+)", Pattern.MULTILINE);
    private static final Pattern ARGUMENTS =
            Pattern.compile("^configure arguments: (.*)$", Pattern.MULTILINE);
    // A quoted part may hold blanks and even words that look like options (--with-cc-opt='...').
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");

    private CapabilityProbe() {}

    /// Runs `nginx -V` and looks into the folder of loadable modules.
    ///
    /// @param nginx the binary
    /// @param modulesFolder where the loadable modules of this binary are; where empty, the folder
    ///   that it was built for, else Debian's
    /// @throws NginxUnavailableException where the binary cannot be run or is not nginx
    public static Capabilities probe(Path nginx, Optional<Path> modulesFolder)
            throws IOException, InterruptedException {
        String output = versionOutput(nginx);
        NginxVersion version =
                version(output)
                        .orElseThrow(() ->
                                new NginxUnavailableException(
                                        nginx
                                                + " -V does not answer like nginx; name the"
                                                + " path of a stock nginx binary"));
        Optional<Path> folder =
                modulesFolder.or(() ->
                        builtInFolder(output)
                                .or(() ->
                                        DEBIAN_MODULES.stream()
                                                .filter(Files::isDirectory)
                                                .findFirst()));
        return new Capabilities(version, builtInModules(output), dynamicModules(folder));
    }

    static Optional<NginxVersion> version(String output) {
        Matcher matcher = VERSION.matcher(output);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(
                new NginxVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))));
    }

    /// `--with-X` as `X` and `--without-X` as `without:X`. What has a value (`--with-X=dynamic`,
    /// `--with-cc-opt=...`) is not compiled in or not a module.
    static SortedSet<String> builtInModules(String output) {
        SortedSet<String> modules = new TreeSet<>();
        for (String word : configureWords(output)) {
            if (word.contains("=")) {
                continue;
            }
            if (word.startsWith("--with-")) {
                modules.add(word.substring("--with-".length()));
            } else if (word.startsWith("--without-")) {
                modules.add("without:" + word.substring("--without-".length()));
            }
        }
        return modules;
    }

    static SortedMap<String, String> dynamicModules(Optional<Path> folder) throws IOException {
        SortedMap<String, String> modules = new TreeMap<>();
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return modules;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get(), "*.so")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                modules.put(
                        name.substring(0, name.length() - ".so".length()),
                        file.toAbsolutePath().toString());
            }
        }
        return modules;
    }

    private static String versionOutput(Path nginx) throws IOException, InterruptedException {
        Command.Ended ended;
        try {
            ended = Command.run(TIMEOUT, List.of(nginx.toString(), "-V"));
        } catch (IOException e) {
            String what = Files.exists(nginx) ? "cannot be run" : "does not exist";
            throw new NginxUnavailableException(
                    nginx + " " + what + "; install nginx or name the path of its binary", e);
        }
        return switch (ended) {
            case Command.Ended.Finished finished -> finished.output();
            case Command.Ended.TimedOut _ ->
                    throw new NginxUnavailableException(
                            nginx
                                    + " -V did not end within "
                                    + TIMEOUT.toSeconds()
                                    + " s; name the path of a stock nginx binary");
        };
    }

    private static Optional<Path> builtInFolder(String output) {
        return option(output, "--modules-path=")
                .map(folder ->
                        Path.of(option(output, "--prefix=").orElse("/usr/local/nginx"))
                                .resolve(folder))
                .filter(Files::isDirectory);
    }

    private static Optional<String> option(String output, String prefix) {
        return configureWords(output).stream()
                .filter(word -> word.startsWith(prefix))
                .map(word -> word.substring(prefix.length()))
                .findFirst();
    }

    private static List<String> configureWords(String output) {
        Matcher matcher = ARGUMENTS.matcher(output);
        return matcher.find()
                ? WORD.matcher(matcher.group(1)).results().map(MatchResult::group).toList()
                : List.of();
    }
}
