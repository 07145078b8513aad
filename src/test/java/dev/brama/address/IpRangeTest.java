package dev.brama.address;

import static dev.brama.address.IpAddressTest.ip;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpRangeTest {
    static IpRange range(String text) {
        return ((RangeText.Read) RangeText.read(text)).range();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.0/24, 192.168.1.0, 192.168.1.255, 256",
        "192.168.1.70-192.168.1.80, 192.168.1.70, 192.168.1.80, 11",
        "' 192.168.1.70 - 192.168.1.80 ', 192.168.1.70, 192.168.1.80, 11",
        "192.168.1.7/32, 192.168.1.7, 192.168.1.7, 1",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255, 4294967296",
        "128.0.0.0/1, 128.0.0.0, 255.255.255.255, 2147483648",
        "2001:db8::/64, 2001:db8::, 2001:db8::ffff:ffff:ffff:ffff, 9223372036854775807",
        "2001:db8::/66, 2001:db8::, 2001:db8::3fff:ffff:ffff:ffff, 4611686018427387904",
        "2001:db8::/48, 2001:db8::, 2001:db8:0:ffff:ffff:ffff:ffff:ffff, 9223372036854775807",
        "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 9223372036854775807",
        "2001:db8::7/128, 2001:db8::7, 2001:db8::7, 1"
    })
    void textsAreRead(String text, String first, String last, long size) {
        assertThat(range(text)).isEqualTo(new IpRange(ip(first), ip(last)));
        assertThat(range(text).size()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.80-192.168.1.70, runs backwards, 192.168.1.70-192.168.1.80",
        "192.168.1.70, single address, 192.168.1.70/32",
        "2001:db8::7, single address, 2001:db8::7/128",
        "192.168.1.70-80, no whole address, 192.168.1.70-192.168.1.80",
        "192.168.1.70-2001:db8::7, starts with IPv4 and ends with IPv6, one of each family",
        "192.168.1.0/33, no length, 0 to 32",
        "2001:db8::/129, no length, 0 to 128",
        "192.168.1.0/x, no length, 0 to 32",
        "192.168.1.300/24, not an IP address, write an address",
        "hello, neither a network nor a range, 192.168.1.0/24",
        "'', neither a network nor a range, 192.168.1.0/24",
        "192.168.1.1-, not an IP address, write an address"
    })
    void mistakesAreToldWithTheirFix(String text, String message, String fix) {
        assertThat(RangeText.read(text))
                .isInstanceOfSatisfying(
                        RangeText.Unreadable.class,
                        unreadable -> {
                            assertThat(unreadable.message()).contains(message);
                            assertThat(unreadable.fix()).contains(fix);
                        });
    }

    @Test
    void addressWithinANetworkMeansTheWholeNetwork() {
        assertThat(RangeText.read("192.168.1.7/24"))
                .isEqualTo(new RangeText.HostBits(range("192.168.1.0/24"), "192.168.1.0/24"));
    }

    @Test
    void rangesOverlapInOneAddress() {
        assertThat(range("10.0.0.0-10.0.0.5").overlaps(range("10.0.0.5-10.0.0.9"))).isTrue();
        assertThat(range("10.0.0.0-10.0.0.4").overlaps(range("10.0.0.5-10.0.0.9"))).isFalse();
        assertThat(range("10.0.0.0/8").overlaps(range("10.9.0.0/16"))).isTrue();
        assertThat(range("0.0.0.0/0").overlaps(range("::/0"))).isFalse();
    }
}
