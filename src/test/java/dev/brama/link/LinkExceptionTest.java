package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinkExceptionTest {
    @Test
    void missingCapabilityIsNamed() {
        LinkException refused = new LinkException("socket(AF_PACKET)", 1);
        assertThat(refused)
                .hasMessageStartingWith("socket(AF_PACKET): EPERM")
                .hasMessageContaining("NET_RAW");
        assertThat(refused.isInterfaceLost()).isFalse();
    }

    @Test
    void unknownErrorKeepsItsNumber() {
        assertThat(new LinkException("recv", 4711)).hasMessage("recv: errno 4711");
    }

    @Test
    void interfaceThatIsNotThereIsLost() {
        assertThatThrownBy(() -> PacketSocket.open(4711).close())
                .isInstanceOfSatisfying(
                        LinkException.class, e -> assertThat(e.isInterfaceLost()).isTrue());
    }
}
