package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketFilterTest {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    // The kernel checks a program whatever socket it is for, and needs no privilege for it.
    @Test
    void kernelTakesTheProgramsOfAnySize() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            int socket = libc.socket(AF_INET, SOCK_DGRAM, 0, "socket");
            List<AddressSpan> spans = new ArrayList<>();
            for (int i = 0; i <= PacketFilter.SPANS; i++) {
                assertThatCode(
                                () -> {
                                    PacketFilter.arp(spans).attach(libc, socket);
                                    PacketFilter.neighbours(spans).attach(libc, socket);
                                })
                        .doesNotThrowAnyException();
                spans.add(new AddressSpan(2 * i, 2 * i));
            }
            libc.close(socket);
        }
    }
}
