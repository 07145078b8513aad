package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.address.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void textIsReadAndWrittenInLowerCase() {
        assertThat(MacAddress.parse("02:00:5E:10:00:aF").orElseThrow())
                .hasToString("02:00:5e:10:00:af");
        assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:00:5e:10:00", "02-00-5e-10-00-01", "02:00:5e:10:00:01:02"})
    void otherTextIsNone(String text) {
        assertThat(MacAddress.parse(text)).isEmpty();
    }

    @Test
    void groupsAreNoOnesCards() {
        assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
        assertThat(MacAddress.NONE.isOneCards()).isFalse();
        IpAddress group = Groups.solicitedNode(IpAddress.parse("fd00::12:3456").orElseThrow());
        assertThat(group).hasToString("ff02::1:ff12:3456");
        assertThat(MacAddress.ofGroup(group)).hasToString("33:33:ff:12:34:56");
    }

    @Test
    void sevenBytesAreRefused() {
        assertThatThrownBy(() -> new MacAddress(1L << 48))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
