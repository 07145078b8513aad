package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static dev.brama.kube.Reading.ingressNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.problem.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {
    private static final InputStream NOTHING = InputStream.nullInputStream();

    @TempDir Path folder;

    @Test
    void filesFoldersAndInputAreReadInTheOrderNamed() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a.yaml"), ingress("a"));
        Files.writeString(folder.resolve("sub/note.txt"), "no manifest");
        Path file = Files.writeString(folder.resolve("z.txt"), ingress("z"));
        InputStream input =
                new ByteArrayInputStream(ingress("in").getBytes(StandardCharsets.UTF_8));

        Manifests manifests =
                ManifestFiles.read(
                        List.of(
                                file.toString(),
                                "-",
                                folder.resolve("sub").toString(),
                                file.toString()),
                        input);

        assertThat(ingressNames(manifests)).containsExactly("z", "in", "a");
        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins().get(new ObjectRef("Ingress", "default", "in")))
                .isEqualTo(new Origin("stdin", 1));
    }

    @Test
    void whatIsNotThereIsAnExceptionThatSaysSo() {
        String path = folder.resolve("gone.yaml").toString();

        assertThatThrownBy(() -> ManifestFiles.read(List.of(path), NOTHING))
                .isInstanceOf(UnreadableManifestException.class)
                .hasMessage("cannot read " + path + ": no such file or folder")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void whatCannotBeReadIsAnExceptionThatSaysSo() throws IOException {
        Path loop = folder.resolve("loop.yaml");
        Files.createSymbolicLink(loop, loop);

        assertThatThrownBy(() -> ManifestFiles.read(List.of(folder.toString()), NOTHING))
                .isInstanceOf(UnreadableManifestException.class)
                .hasMessageContaining("loop.yaml")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void brokenManifestIsAProblemNotAnException() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "a: [");

        assertThat(ManifestFiles.read(List.of(file.toString()), NOTHING).problems()).hasSize(1);
    }
}
