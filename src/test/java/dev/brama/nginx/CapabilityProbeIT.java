package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brama.syntax.Capabilities;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapabilityProbeIT {
    @ParameterizedTest
    @MethodSource("dev.brama.nginx.Scene#binaries")
    void stockNginxTellsWhatItHas(Path nginx, @TempDir Path modules) throws Exception {
        Capabilities capabilities = CapabilityProbe.probe(nginx, Optional.of(modules));

        assertThat(capabilities.version().isAtLeast(1, 22, 0)).isTrue();
        assertThat(capabilities.hasTls()).isTrue();
        assertThat(capabilities.hasHttp2()).isTrue();
        assertThat(capabilities.hasRealIp()).isTrue();
        // Debian builds it as a module to load.
        assertThat(capabilities.builtInModules()).doesNotContain("stream");
        assertThat(capabilities.dynamicModules()).isEmpty();
    }

    @Test
    void missingBinaryIsUnavailable() {
        assertThatExceptionOfType(NginxUnavailableException.class)
                .isThrownBy(
                        () -> CapabilityProbe.probe(Path.of("/nowhere/nginx"), Optional.empty()))
                .withMessage(
                        "/nowhere/nginx does not exist; install nginx or name the path of its binary");
    }

    @Test
    void folderIsUnavailable() {
        assertThatExceptionOfType(NginxUnavailableException.class)
                .isThrownBy(() -> CapabilityProbe.probe(Path.of("/tmp"), Optional.empty()))
                .withMessageStartingWith("/tmp cannot be run; ");
    }

    @Test
    void anotherProgramIsUnavailable() {
        assertThatExceptionOfType(NginxUnavailableException.class)
                .isThrownBy(() -> CapabilityProbe.probe(Path.of("/bin/true"), Optional.empty()))
                .withMessageStartingWith("/bin/true -V does not answer like nginx");
    }
}
