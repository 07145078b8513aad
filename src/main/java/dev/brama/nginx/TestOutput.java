package dev.brama.nginx;

import dev.brama.nginx.TestResult.Failed;
import dev.brama.nginx.TestResult.Fault;
import dev.brama.nginx.TestResult.Passed;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `nginx -t` printed about the generation in one folder.
final class TestOutput {
    private static final Pattern IN_LINE = Pattern.compile("(?s)(.*) in (/.+):(\\d+)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    // A call that the system refused, such as: open() "/run/nginx.pid" failed (13: Permission ...
    private static final Pattern SYSTEM_CALL = Pattern.compile("(?s)\\w+\\(.*failed \\(\\d+: .*");
    private static final Pattern FORBIDDEN_PORT =
            Pattern.compile("bind\\(\\) to .* failed \\(13: .*");

    private static final int CRASHED = 128 + 11;
    private static final List<String> GRAVE = List.of("emerg", "alert", "crit", "error");

    private final Path folder;
    private final int code;
    private final String output;

    /// @param folder the tested one
    /// @param code the exit code
    /// @param output what was printed
    TestOutput(Path folder, int code, String output) {
        this.folder = folder;
        this.code = code;
        this.output = output;
    }

    TestResult result() {
        List<NginxMessage> messages = NginxMessage.parseAll(output);
        List<NginxMessage> emergencies =
                messages.stream().filter(NginxMessage::isEmergency).toList();
        // The ports are tried after all files are read. Whoever runs the test may lack the right
        // to a low port that the running nginx has, so that only a reload can prove it.
        boolean onlyForbidden =
                !emergencies.isEmpty()
                        && emergencies.stream()
                                .allMatch(m -> FORBIDDEN_PORT.matcher(m.text()).matches());
        if (code == 0 || onlyForbidden) {
            return new Passed(
                    messages.stream()
                            .filter(m -> m.level().equals("warn") || m.isEmergency())
                            .map(m -> relative(m.text()))
                            .toList());
        }
        return GRAVE.stream()
                .flatMap(level -> messages.stream().filter(m -> m.level().equals(level)))
                .findFirst()
                .map(message -> failed(message.text()))
                .orElseGet(this::failedWithoutMessage);
    }

    private Failed failed(String text) {
        Matcher inLine = IN_LINE.matcher(text);
        if (inLine.matches()) {
            Optional<String> file = inFolder(inLine.group(2));
            if (file.isPresent()) {
                OptionalInt line = OptionalInt.of(Integer.parseInt(inLine.group(3)));
                return new Failed(Fault.CONFIGURATION, relative(text), file, line, output);
            }
        }
        Optional<String> file =
                QUOTED.matcher(text)
                        .results()
                        .flatMap(match -> inFolder(match.group(1)).stream())
                        .findFirst();
        boolean refusedBySystem = file.isEmpty() && SYSTEM_CALL.matcher(text).matches();
        Fault fault = refusedBySystem ? Fault.ENVIRONMENT : Fault.CONFIGURATION;
        return new Failed(fault, relative(text), file, OptionalInt.empty(), output);
    }

    private Failed failedWithoutMessage() {
        // A crash comes from what was read; any other signal from outside, such as the kernel's
        // when memory is short.
        Fault fault =
                Command.isSignal(code) && code != CRASHED ? Fault.ENVIRONMENT : Fault.CONFIGURATION;
        String last = output.lines().reduce((_, line) -> line).orElse("");
        String message =
                "nginx -t "
                        + Command.describe(code)
                        + (last.isBlank() ? "" : ": " + relative(last));
        return new Failed(fault, message, Optional.empty(), OptionalInt.empty(), output);
    }

    private String relative(String text) {
        return text.replace(folder + "/", "").replace('\n', ' ');
    }

    /// The name of a file of the tested folder, relative to it.
    private Optional<String> inFolder(String name) {
        Path path;
        try {
            path = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        boolean inside = path.startsWith(folder) && !path.equals(folder);
        // nginx quotes much; a relative name counts only where there is such a file.
        return inside && (name.startsWith("/") || Files.isRegularFile(path))
                ? Optional.of(folder.relativize(path).toString())
                : Optional.empty();
    }
}
