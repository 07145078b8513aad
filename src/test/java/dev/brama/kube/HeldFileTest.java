package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.kube.FolderWalk.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.yaml"), ingress("a"));
    }

    private FoundFile found(FileTime written, FileTime changed) throws IOException {
        return new FoundFile(0, file, new FileStamp(Files.size(file), written, changed, "1"));
    }

    private static String name(HeldFile held) {
        return held.parsed().entries().getFirst().ref().name();
    }

    @Test
    void changeWithinOneTickOfTheClockIsSeen() throws IOException {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        FoundFile found = found(LONG_AGO, now);
        HeldFile held = new HeldFile(found);
        assertThat(held.refresh(found)).isTrue();

        Files.writeString(file, ingress("b"));
        held.refresh(found);

        assertThat(name(held)).isEqualTo("b");
    }

    @Test
    void fileThatHasBeenQuietForLongIsNotReadAgain() throws IOException {
        FoundFile found = found(LONG_AGO, LONG_AGO);
        HeldFile held = new HeldFile(found);
        held.refresh(found);

        Files.writeString(file, ingress("b"));
        held.refresh(found);

        assertThat(name(held)).isEqualTo("a");
    }

    @Test
    void sameContentUnderANewStampKeepsTheObjects() throws IOException {
        HeldFile held = new HeldFile(found(LONG_AGO, LONG_AGO));
        held.refresh(found(LONG_AGO, LONG_AGO));
        ParsedFile before = held.parsed();

        held.refresh(found(LONG_AGO, FileTime.fromMillis(2_000_000)));

        assertThat(held.parsed()).isSameAs(before);
    }

    @Test
    void fileThatIsGoneIsSaidToBeGone() throws IOException {
        FoundFile found = found(LONG_AGO, LONG_AGO);
        Files.delete(file);

        assertThat(new HeldFile(found).refresh(found)).isFalse();
    }

    @Test
    void hugeFileIsRefusedUnread() throws IOException {
        FoundFile huge =
                new FoundFile(
                        0, file, new FileStamp(TextFile.MAX_BYTES + 1L, LONG_AGO, LONG_AGO, "1"));
        HeldFile held = new HeldFile(huge);
        held.refresh(found(LONG_AGO, LONG_AGO));

        held.refresh(huge);

        assertThat(name(held)).isEqualTo("a");
        assertThat(held.parsed().faults()).containsExactly(Fault.tooLarge());
    }
}
