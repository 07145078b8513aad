package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command line itself: help, mistakes, completion.
class CommandLineTest {
    @TempDir Path folder;

    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpTellsEveryOptionOfACommand(String command) {
        Said said = Said.by(command, "--help");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).contains("brama " + command);
        CommandLine line = Main.commandLine().getSubcommands().get(command);
        assertThat(line.getCommandSpec().options())
                .filteredOn(option -> !option.hidden())
                .allSatisfy(option -> assertThat(said.out()).contains(option.names()));
    }

    @Test
    void helpOfTheProgramTellsEveryCommand() {
        Said said = Said.by("--help");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(commands())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(said.out()).contains(name));
    }

    @ParameterizedTest
    @CsvSource({
        "check --strct -f x, --strict",
        "render --validat -f x, --validate",
        "serve x --http-prt 1, --http-port",
        "explain http://a/ --filenam x, --filename"
    })
    void anUnknownOptionIsAnsweredWithTheLikeliest(String line, String suggestion) {
        Said said = Said.by(line.split(" ", -1));
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("brama: ").contains(suggestion).contains("--help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chek",
                "serve",
                "check -f x -o xml",
                "explain web.test -f x",
                "explain ftp://web.test/ -f x",
                "check -f x --configmap one-word",
                "serve x --http-port many",
                "completion fish",
                "speaker",
                "speaker --node-name n --peer-address here",
                "speaker --node-name n --peer-address 127.0.0.1 --exclude-interfaces [",
                "speaker --node-name n --peer-address 127.0.0.1 --arp-refresh=-1",
                "speaker --node-name n --peer-address 127.0.0.1 --peer-port 0",
                "speaker --node-name n --peer-address 127.0.0.1 --status-port 99999",
                "speaker status --status-port 99999"
            })
    void aWrongCommandLineEndsIn64(String line) {
        Said said = line.isEmpty() ? Said.by() : Said.by(line.split(" ", -1));
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).startsWith("brama: ").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "render --dry-run", "explain http://web.test/"})
    void aFileThatIsNotThereEndsIn69(String line) {
        Path missing = folder.resolve("missing.yaml");
        Said said = Said.by((line + " -f " + missing).split(" ", -1));
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).startsWith("brama: ").contains(missing.toString());
    }

    @Test
    void aFolderThatIsNotThereCannotBeServed() {
        Said said = Said.by("serve", folder.resolve("missing").toString());
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).contains("missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check -f DIR", "serve DIR"})
    void anNginxThatIsNotThereEndsIn69(String line) {
        Said said =
                Said.by(
                        (line.replace("DIR", folder.toString()) + " --nginx /no/such/nginx")
                                .split(" ", -1));
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).contains("/no/such/nginx").contains("--nginx");
    }

    @Test
    void versionTellsTheRuntimeToo() {
        Said said = Said.by("version");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).startsWith("brama ").contains("Java 25");
    }

    @Test
    void bashTakesTheCompletion() throws IOException, InterruptedException {
        Said said = Said.by("completion", "bash");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        Path script = Files.writeString(folder.resolve("completion"), said.out());
        Process bash =
                new ProcessBuilder("bash", "-n", script.toString())
                        .redirectErrorStream(true)
                        .start();
        String complaint = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor()).as(complaint).isZero();
        assertThat(said.out()).contains("--http-port");
    }
}
