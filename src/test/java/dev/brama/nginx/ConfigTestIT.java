package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brama.nginx.TestResult.Failed;
import dev.brama.nginx.TestResult.Fault;
import dev.brama.nginx.TestResult.Passed;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.brama.nginx.Scene#binaries")
class ConfigTestIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Path nginx;
    private Scene scene;

    ConfigTestIT(Path nginx) {
        this.nginx = nginx;
    }

    @BeforeEach
    void open() throws IOException {
        scene = Scene.of(nginx);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void testDisturbsNoRunningNginx() throws Exception {
        NginxApplier applier = scene.applier(scene.managed());
        applier.apply(scene.answering("one"));
        Master master = scene.master();
        Path pidFile = Path.of(scene.layout.pidFile());
        Object socket = Files.getAttribute(scene.socket(), "unix:ino");
        String pid = Files.readString(pidFile);

        for (int i = 0; i < 5; i++) {
            assertThat(test(scene.answering("two"))).isInstanceOf(Passed.class);
        }

        assertThat(Files.readString(pidFile)).isEqualTo(pid);
        assertThat(Files.getAttribute(scene.socket(), "unix:ino")).isEqualTo(socket);
        assertThat(applier.served()).hasValue(1);
        assertThat(scene.get()).contains("one");
        assertThat(scene.master()).isEqualTo(master);
    }

    @Test
    void testWithoutNginxLeavesNoSocket() throws Exception {
        assertThat(test(scene.answering("one"))).isEqualTo(new Passed(java.util.List.of()));

        assertThat(scene.socket()).doesNotExist();
        assertThat(Master.find(scene.layout)).isEmpty();
    }

    @Test
    void warningsAreReported() throws Exception {
        String host = Scene.server(scene.port, "server_name a.example;");

        Passed passed = (Passed) test(scene.rendering(host, host));

        assertThat(passed.warnings())
                .containsExactly(
                        "conflicting server name \"a.example\" on 127.0.0.1:%d, ignored"
                                .formatted(scene.port));
    }

    @Test
    void unknownUpstreamHostIsNamedByLine() throws Exception {
        Failed failed =
                failed(
                        Scene.server(
                                scene.port, "location / { proxy_pass http://no.such.invalid; }"));

        assertThat(failed.message())
                .isEqualTo("host not found in upstream \"no.such.invalid\" in hosts/0.conf:3");
        assertThat(failed.fault()).isEqualTo(Fault.CONFIGURATION);
    }

    @Test
    void duplicateAcrossFilesIsNamedWhereItComesSecond() throws Exception {
        String upstream = "upstream a { server 127.0.0.1:1; }\n";

        Failed failed = (Failed) test(scene.rendering(upstream, "\n" + upstream));

        assertThat(failed.file()).contains("hosts/1.conf");
        assertThat(failed.line()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void lineBreakInAQuotedWordDoesNotHideTheLine() throws Exception {
        Failed failed = failed("\"un\nknown\" on;\n");

        assertThat(failed.message()).isEqualTo("unknown directive \"un known\" in hosts/0.conf:2");
        assertThat(failed.line()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void missingKeyIsNamedByTheCertificateItBelongsTo() throws Exception {
        String tls =
                """
                server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate certificates/shop.crt;
                }
                """
                        .formatted(scene.port);
        Rendering rendering =
                Scene.with(scene.rendering(tls), "certificates/shop.crt", "x", Access.PUBLIC);

        assertThat(((Failed) test(rendering)).file()).contains("certificates/shop.crt");
    }

    @Test
    void addressOfAnotherMachineIsNoFaultOfTheFiles() throws Exception {
        Failed failed = failed("server { listen 192.0.2.1:8080; }\n");

        assertThat(failed.fault()).isEqualTo(Fault.ENVIRONMENT);
        assertThat(failed.message())
                .isEqualTo("bind() to 192.0.2.1:8080 failed (99: Cannot assign requested address)");
        assertThat(failed.file()).isEmpty();
    }

    @Test
    void missingBinaryIsUnavailable() throws Exception {
        ConfigTest missing = new ConfigTest(Path.of("/nowhere/nginx"), scene.layout);
        Path folder = scene.store().writeScratch(scene.answering("one"));

        assertThatExceptionOfType(NginxUnavailableException.class)
                .isThrownBy(() -> missing.test(folder, TIMEOUT))
                .withMessageContaining("/nowhere/nginx");
    }

    @Test
    void testThatTakesTooLongIsNoFaultOfTheFiles() throws Exception {
        Path slow = Path.of(scene.layout.stateDir(), "slow");
        Files.writeString(slow, "#!/bin/sh\nexec sleep 60\n");
        assertThat(slow.toFile().setExecutable(true)).isTrue();
        Path folder = scene.store().writeScratch(scene.answering("one"));

        TestResult result = new ConfigTest(slow, scene.layout).test(folder, Duration.ofMillis(200));

        assertThat(result)
                .isEqualTo(
                        new Failed(
                                Fault.ENVIRONMENT,
                                "nginx -t did not end within 0.2 s",
                                Optional.empty(),
                                OptionalInt.empty(),
                                ""));
    }

    private Failed failed(String host) throws Exception {
        return (Failed) test(scene.rendering(host));
    }

    private TestResult test(Rendering rendering) throws Exception {
        return scene.configTest().test(scene.store().writeScratch(rendering), TIMEOUT);
    }
}
