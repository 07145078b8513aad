package dev.brama.cli;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the logger's lines into JSON, one object a line with `time`, `level` and `message`. A line
/// of another form, such as one of a stack trace, becomes the message of an object of its own.
final class JsonLines extends OutputStream {
    private static final Pattern LINE =
            Pattern.compile("(\\d{4}-\\S+) (TRACE|DEBUG|INFO|WARN|ERROR) +(.*)");

    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    JsonLines(OutputStream out) {
        this.out = out;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        if (b == '\n') {
            out.write(json(line.toString(StandardCharsets.UTF_8)));
            out.flush();
            line.reset();
        } else {
            line.write(b);
        }
    }

    private static byte[] json(String text) {
        JsonObject object = new JsonObject();
        Matcher matcher = LINE.matcher(text);
        if (matcher.matches()) {
            object.addProperty("time", matcher.group(1));
            object.addProperty("level", matcher.group(2).toLowerCase(Locale.ROOT));
            object.addProperty("message", matcher.group(3));
        } else {
            object.addProperty("level", "error");
            object.addProperty("message", text);
        }
        return (object + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
