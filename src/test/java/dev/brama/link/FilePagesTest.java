package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FilePagesTest {
    private static List<String> smaps(String perms, String file, String anonymous) {
        return List.of(
                "7f05cb400000-7f05cb6e3000 " + perms + " 00000000 fe:00 315638   " + file,
                "Size:               2956 kB",
                "Rss:                2900 kB",
                "Anonymous:          " + anonymous,
                "VmFlags: rd mr mw me sd");
    }

    @Test
    void pagesOfTheJvmThatNobodyCanWriteToAreFound() {
        assertThat(FilePages.unwritten(smaps("r-xp", "/opt/java/lib/server/libjvm.so", "0 kB")))
                .containsExactly(new FilePages.Mapping(0x7f05cb400000L, 0x2e3000));
        assertThat(FilePages.unwritten(smaps("r--s", "/opt/java/lib/modules", "0 kB"))).hasSize(1);
        assertThat(FilePages.unwritten(smaps("r--p", "/lib/brama/speaker.aot", "0 kB"))).hasSize(1);
    }

    @Test
    void whatWasWrittenBeforeItBecameReadOnlyStays() {
        assertThat(FilePages.unwritten(smaps("r--p", "/opt/java/lib/server/libjvm.so", "940 kB")))
                .isEmpty();
    }

    @Test
    void whatCanBeWrittenStaysEvenWhereItIsNotYet() {
        assertThat(FilePages.unwritten(smaps("rw-p", "/lib/brama/speaker.aot", "0 kB"))).isEmpty();
        assertThat(FilePages.unwritten(smaps("rwxp", "/lib/brama/speaker.aot", "0 kB"))).isEmpty();
        assertThat(FilePages.unwritten(smaps("---p", "/lib/brama/speaker.aot", "0 kB"))).isEmpty();
    }

    @Test
    void filesThatMightBeUnmappedStay() {
        assertThat(FilePages.unwritten(smaps("r--p", "/var/data/some.db", "0 kB"))).isEmpty();
    }

    @Test
    void memoryWithoutAFileIsNotTakenForThatOfTheFileBefore() {
        List<String> both =
                List.of(
                        "7f05cb400000-7f05cb6e3000 r--p 00000000 fe:00 315638   /x/libjvm.so",
                        "Anonymous:          940 kB",
                        "7f05cb700000-7f05cb800000 r--p 00000000 00:00 0 ",
                        "Anonymous:            0 kB");

        assertThat(FilePages.unwritten(both)).isEmpty();
    }

    @Test
    void thisJvmGivesPagesBackAndGoesOn() throws IOException {
        assertThat(FilePages.giveBack()).isPositive();
        // It reads them again where it needs them.
        assertThat(FilePages.giveBack()).isPositive();
        assertThat(List.of(3, 1, 2).stream().sorted().toList()).containsExactly(1, 2, 3);
    }
}
