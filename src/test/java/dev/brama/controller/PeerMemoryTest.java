package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.proxy.BackendRef;
import dev.brama.syntax.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerMemoryTest {
    @TempDir Path folder;

    @Test
    void remembersPeersOfBothFamiliesAndUpstreamsWithoutAny() throws Exception {
        Map<BackendRef, List<HostPort>> peers =
                new TreeMap<>(
                        Map.of(
                                new BackendRef("shop", "web", "http"),
                                List.of(
                                        new HostPort("10.0.0.1", 8080),
                                        new HostPort("fd00::1", 8080)),
                                new BackendRef("shop", "idle", "80"),
                                List.of()));
        PeerMemory memory = new PeerMemory(folder.resolve("peers"));
        memory.write(peers);
        assertThat(memory.read()).isEqualTo(peers);
    }

    @Test
    void knowsNothingWhereThereIsNoFileOrGarbage() throws Exception {
        Path file = folder.resolve("peers");
        assertThat(new PeerMemory(file).read()).isEmpty();
        Files.writeString(file, "a\tb\tc\tnot-an-address\n");
        assertThat(new PeerMemory(file).read()).isEmpty();
        Files.write(file, new byte[] {(byte) 0xff, 0, 9, 9, 9});
        assertThat(new PeerMemory(file).read()).isEmpty();
    }
}
