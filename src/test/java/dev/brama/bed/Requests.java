package dev.brama.bed;

import dev.brama.fixture.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the client in the LAN saw: it asks a server on each address every 10 ms by a new
/// connection, and for its MAC, see [LanClientMain].
final class Requests implements AutoCloseable {
    private final Process process;
    private final Path file;

    private Requests(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /// @param addresses of Services, of either family
    static Requests send(Lan lan, Path file, List<String> addresses)
            throws IOException, InterruptedException {
        Files.writeString(file, "");
        Process process = LanPrograms.start(lan, file, LanClientMain.class, addresses);
        return new Requests(process, file);
    }

    /// An answer.
    ///
    /// @param at seconds since 1970, when it came
    /// @param address that was asked
    /// @param node that answered
    record Answer(double at, String address, String node) {}

    List<Answer> answers(double from, double to) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 4 && words[0].equals("answer"))
                .map(words -> new Answer(Double.parseDouble(words[1]), words[2], words[3]))
                .filter(answer -> answer.at() >= from && answer.at() <= to)
                .toList();
    }

    /// The longest time without an answer, in seconds.
    static double gap(List<Answer> answers, String address, double from, double to) {
        double last = from;
        double gap = 0;
        for (Answer answer : answers) {
            if (answer.address().equals(address)) {
                gap = Math.max(gap, answer.at() - last);
                last = answer.at();
            }
        }
        return Math.max(gap, to - last);
    }

    @Override
    public void close() {
        Commands.kill(process);
    }
}
