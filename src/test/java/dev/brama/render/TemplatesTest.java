package dev.brama.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    @TempDir private Path folder;

    @Test
    void templateOfOnesOwnTakesThePlaceOfOurs() throws IOException {
        String text = "location = /mine { return 200; }\n";
        Files.writeString(folder.resolve("status.peb"), text);
        Templates own = Templates.read(Optional.of(folder));
        assertThat(own.evaluate("status.peb", Map.of()).value()).isEqualTo(text);
    }

    @Test
    void fileThatIsNoTemplateIsToldWithTheTemplatesThatThereAre() throws IOException {
        Files.writeString(folder.resolve("nginx.tmpl"), "");
        assertThatThrownBy(() -> Templates.read(Optional.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nginx.tmpl is no template")
                .hasMessageContaining("nginx.conf.peb");
    }

    @Test
    void templateThatIsNotWellFormedIsNamed() throws IOException {
        Files.writeString(folder.resolve("status.peb"), "{% if %}");
        assertThatThrownBy(() -> Templates.read(Optional.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status.peb");
    }

    @Test
    void templateThatSwitchesEscapingOffIsRefused() throws IOException {
        Files.writeString(folder.resolve("status.peb"), "{{ main.user | raw }}");
        assertThatThrownBy(() -> Templates.read(Optional.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("switches escaping off");
    }
}
