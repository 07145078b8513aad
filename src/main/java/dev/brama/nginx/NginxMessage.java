package dev.brama.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line that nginx logged, as it prints them on its standard error or into an error log.
///
/// @param level `emerg`, `alert`, `crit`, `error`, `warn`, `notice`, `info` or `debug`
/// @param text the line without date, level and process number
record NginxMessage(String level, String text) {
    // Before the log is open: "nginx: [emerg] text"; after: "2026/11/24 03:03:15 [emerg] 7#7:
    // text".
    private static final Pattern LINE =
            Pattern.compile(
                    "(?:nginx: |\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d )"
                            + "\\[(\\w+)] (?:\\d+#\\d+: )?(.*)");

    /// Reads one line; empty where it has neither of nginx's two forms.
    static Optional<NginxMessage> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new NginxMessage(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /// Reads an output. A line of another form goes on with the message before it, because nginx
    /// repeats what it read, line breaks too; its own remarks without a level are left out.
    static List<NginxMessage> parseAll(String output) {
        List<NginxMessage> messages = new ArrayList<>();
        for (String line : output.lines().toList()) {
            Optional<NginxMessage> message = parse(line);
            if (message.isPresent()) {
                messages.add(message.get());
            } else if (!messages.isEmpty() && !line.startsWith("nginx: ")) {
                NginxMessage last = messages.removeLast();
                messages.add(new NginxMessage(last.level, last.text + "\n" + line));
            }
        }
        return List.copyOf(messages);
    }

    boolean isEmergency() {
        return level.equals("emerg");
    }
}
