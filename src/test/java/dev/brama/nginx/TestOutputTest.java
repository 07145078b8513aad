package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.TestResult.Failed;
import dev.brama.nginx.TestResult.Fault;
import dev.brama.nginx.TestResult.Passed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The messages are those of nginx 1.22.1 and 1.30.6.
class TestOutputTest {
    @TempDir Path folder;

    @BeforeEach
    void makeCertificate() throws Exception {
        Files.createDirectories(folder.resolve("certificates"));
        Files.createFile(folder.resolve("certificates/a.crt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unknown directive \"foo\" in @/hosts/h.conf:3                         | 3",
                "unexpected end of file, expecting \"}\" in @/hosts/h.conf:40          | 40",
                "host not found in upstream \"no.such.invalid\" in @/hosts/h.conf:7    | 7",
                "duplicate location \"/\" in @/hosts/h.conf:4                          | 4",
                "a duplicate default server for 127.0.0.1:80 in @/hosts/h.conf:2       | 2",
                "open() \"/etc/x\" failed (2: No such file or directory) in @/hosts/h.conf:2 | 2",
                "pcre2_compile() failed: missing ) in \"(abc\" in @/hosts/h.conf:1     | 1",
                "zone \"a in @/hosts/other.conf:9\" is too small in @/hosts/h.conf:1   | 1",
            })
    void lineIsFound(String message, int line) {
        Failed failed = failed(emerg(message));

        assertThat(failed.file()).contains("hosts/h.conf");
        assertThat(failed.line()).isEqualTo(OptionalInt.of(line));
        assertThat(failed.fault()).isEqualTo(Fault.CONFIGURATION);
        assertThat(failed.message()).doesNotContain(folder.toString()).contains("hosts/h.conf:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cannot load certificate \"@/certificates/a.crt\": BIO_new_file() failed (SSL: x)",
                "cannot load certificate key \"@/certificates/a.crt\": PEM_read() failed (SSL: x)",
                "SSL_CTX_use_PrivateKey(\"@/certificates/a.crt\") failed (SSL: error:05800074:x)",
                "SSL_CTX_load_verify_locations(\"@/certificates/a.crt\") failed (SSL: error:0)",
                "X509_LOOKUP_load_file(\"@/certificates/a.crt\") failed (SSL: error:05800088:x)",
                "cannot load CRL \"@/certificates/a.crt\": PEM_read_bio_X509_CRL() failed (SSL: x)",
                "no \"ssl_certificate_key\" is defined for certificate \"certificates/a.crt\"",
            })
    void fileWithoutALineIsFound(String message) {
        Failed failed = failed(emerg(message));

        assertThat(failed.file()).contains("certificates/a.crt");
        assertThat(failed.line()).isEmpty();
        assertThat(failed.fault()).isEqualTo(Fault.CONFIGURATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bind() to 10.1.2.3:80 failed (99: Cannot assign requested address)",
                "open() \"/run/nginx.pid\" failed (13: Permission denied)",
                "mkdir() \"/var/lib/nginx/body\" failed (28: No space left on device)",
                "malloc(1048576) failed (12: Cannot allocate memory)",
            })
    void refusalOfTheSystemIsNoFaultOfTheFiles(String message) {
        assertThat(failed(emerg(message)).fault()).isEqualTo(Fault.ENVIRONMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown \"nope\" variable", "zero size shared memory zone \"b\""})
    void messageWithoutAPlaceBlamesTheFilesAsAWhole(String message) {
        Failed failed = failed(emerg(message));

        assertThat(failed.message()).isEqualTo(message);
        assertThat(failed.file()).isEmpty();
        assertThat(failed.fault()).isEqualTo(Fault.CONFIGURATION);
    }

    @Test
    void emergencyCountsMoreThanWhatWasSaidBefore() {
        String output =
                "nginx: [alert] could not open error log file\n"
                        + "nginx: [warn] conflicting server name\n"
                        + emerg("unknown directive \"foo\" in @/nginx.conf:1");

        assertThat(failed(output).message()).startsWith("unknown directive");
    }

    @Test
    void placeOutsideTheFolderIsNotAFile() {
        assertThat(failed(emerg("unknown directive \"x\" in /etc/nginx/x.conf:3")).file())
                .isEmpty();
        assertThat(failed(emerg("unknown directive \"x\" in @/../other/x.conf:3")).file())
                .isEmpty();
    }

    @Test
    void portThatOnlyTheRunningNginxMayOpenPassesWithAWarning() {
        String output = emerg("bind() to 0.0.0.0:80 failed (13: Permission denied)");

        assertThat(new TestOutput(folder, 1, output).result())
                .isEqualTo(
                        new Passed(
                                java.util.List.of(
                                        "bind() to 0.0.0.0:80 failed (13: Permission denied)")));
    }

    @Test
    void crashBlamesTheFilesAndAKillDoesNot() {
        Failed crash = (Failed) new TestOutput(folder, 139, "").result();
        Failed kill = (Failed) new TestOutput(folder, 137, "").result();

        assertThat(crash.fault()).isEqualTo(Fault.CONFIGURATION);
        assertThat(crash.message()).isEqualTo("nginx -t was killed by signal 11");
        assertThat(kill.fault()).isEqualTo(Fault.ENVIRONMENT);
    }

    @Test
    void silenceIsAFailureAllTheSame() {
        assertThat(failed("strange\n").message()).isEqualTo("nginx -t ended with code 1: strange");
    }

    private Failed failed(String output) {
        return (Failed) new TestOutput(folder, 1, output.replace("@", folder.toString())).result();
    }

    private static String emerg(String message) {
        return "2026/11/24 03:03:15 [emerg] 13900#13900: "
                + message
                + "\nnginx: configuration file @/nginx.conf test failed\n";
    }
}
