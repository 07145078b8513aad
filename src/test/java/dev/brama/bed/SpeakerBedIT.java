package dev.brama.bed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Real speakers on nodes that are network namespaces, all faults played: two never answer for one
/// address, and somebody does in the end. How long that takes is measured by `bench/speaker`.
class SpeakerBedIT {
    private static final Path NGINX = Path.of(System.getProperty("brama.nginx.newest", ""));
    private static final long MINUTES = 12;

    private static void play(int nodes, String cases, String... families) throws Exception {
        String prefix = "bramabed" + ProcessHandle.current().pid();
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "brama-bed");
        Path said = folder.resolve("said");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbrama.cluster.tools="
                                        + System.getProperty("brama.cluster.tools"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                BedMain.class.getName(),
                                folder.toString(),
                                Path.of("bin/brama").toAbsolutePath().toString(),
                                NGINX.toString(),
                                prefix,
                                Integer.toString(nodes),
                                cases));
        command.addAll(List.of(families));
        Commands.run("ip", "netns", "add", prefix + "-mgmt");
        try {
            Process process = Commands.start(prefix + "-mgmt", said, command);
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(said);
            System.out.println(text);
            assertThat(ended).as(text).isTrue();
            assertThat(process.exitValue()).as(text + logs(folder, nodes)).isZero();
        } finally {
            remove(prefix);
            Commands.run("rm", "-rf", folder.toString());
        }
    }

    /// Whatever is left, where it did not end by itself.
    private static void remove(String prefix) throws Exception {
        for (String line : Commands.line("ip netns list").lines().toList()) {
            String name = line.split(" ", 2)[0];
            if (name.startsWith(prefix + "-")) {
                for (String pid : Commands.line("ip netns pids " + name).lines().toList()) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
                Commands.line("ip netns del " + name);
            }
        }
    }

    private static String logs(Path folder, int nodes) throws Exception {
        StringBuilder logs = new StringBuilder();
        for (int n = 1; n <= nodes; n++) {
            Path log = folder.resolve("speaker-" + n + ".log");
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            logs.append("\n--- n").append(n).append('\n');
            logs.append(
                    String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())));
        }
        return logs.toString();
    }

    @Test
    void threeNodesNeverAnswerTwiceWhateverFails() throws Exception {
        play(3, "all", "IPv4");
    }

    @Test
    void threeNodesNeverAnswerTwiceForIpv6() throws Exception {
        play(3, "some", "IPv6");
    }

    @Test
    void twoNodesNeverAnswerTwiceByLeases() throws Exception {
        play(2, "some", "IPv4");
    }
}
