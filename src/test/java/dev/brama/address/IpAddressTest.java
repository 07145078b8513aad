package dev.brama.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.70, 192.168.1.70",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0DB8::0001, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
        "0:0:2:3:4:5:6:7, ::2:3:4:5:6:7",
        "2001:db8::192.0.2.1, 2001:db8::c000:201"
    })
    void textHasOneSpelling(String written, String canonical) {
        assertThat(ip(written)).hasToString(canonical);
        assertThat(ip(canonical)).isEqualTo(ip(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "0x7f.0.0.1",
                "2130706433",
                "localhost",
                "fe80::1%eth0",
                "[::1]",
                ":::",
                "1::2::3",
                "12345::",
                "::ffff:192.0.2.1",
                "::/0"
            })
    void otherTextIsNoAddress(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "255.255.255.255", "2001:db8::ffff", "ffff::"})
    void bytesAndBackIsTheSame(String text) {
        assertThat(IpAddress.of(ip(text).bytes())).isEqualTo(ip(text));
        assertThat(ip(text).bytes()).hasSize(ip(text).bits() / 8);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.255, 10.0.1.0",
        "127.255.255.255, 128.0.0.0",
        "2001:db8::ffff:ffff:ffff:ffff, 2001:db8:0:1::",
        "2001:db8::7fff:ffff:ffff:ffff, 2001:db8::8000:0:0:0"
    })
    void nextAndPreviousCarryOver(String before, String after) {
        assertThat(ip(before).next()).contains(ip(after));
        assertThat(ip(after).previous()).contains(ip(before));
    }

    @Test
    void nothingLiesBeyondTheEnds() {
        assertThat(ip("255.255.255.255").next()).isEmpty();
        assertThat(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").next()).isEmpty();
        assertThat(ip("0.0.0.0").previous()).isEmpty();
        assertThat(ip("::").previous()).isEmpty();
    }

    @Test
    void orderIsByFamilyThenByNumber() {
        List<IpAddress> sorted =
                Stream.of("9.0.0.0", "10.0.0.0", "200.0.0.1", "::", "::1", "7fff::", "8000::")
                        .map(IpAddressTest::ip)
                        .toList();
        assertThat(sorted.reversed().stream().sorted().toList()).isEqualTo(sorted);
    }

    @Test
    void bytesOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> IpAddress.of(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void v4FromBitsIsUnsigned() {
        assertThat(IpAddress.v4(0xc0a80146)).hasToString("192.168.1.70");
    }
}
