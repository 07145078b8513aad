package dev.brama.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
    private static final Path PAGE = Path.of("docs/settings.md");

    @Test
    void pageInTheDocsIsThatOfTheDefinitions() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, ReferencePage.markdown());
            fail("rewritten; read the difference and run again without golden.update");
        }
        assertThat(Files.readString(PAGE))
                .as("make golden rewrites it")
                .isEqualTo(ReferencePage.markdown());
    }
}
