package dev.brama.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.syntax.HostPort;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerLabelTest {
    @ParameterizedTest
    @CsvSource({
        "10.244.1.5, 8080, 10-244-1-5-8080",
        "255.255.255.254, 65535, 255-255-255-254-65535",
        "fd00::1, 80, fd000000000000000000000000000001-80",
        "2001:db8:1:2:3:4:5:6, 1, 20010db8000100020003000400050006-1"
    })
    void addressIsReadBackFromTheLabel(String address, int port, String label) {
        assertThat(PeerLabel.of(new HostPort(address, port))).isEqualTo(label);
        assertThat(PeerLabel.address(label))
                .hasValueSatisfying(bytes ->
                        assertThat(bytes).isEqualTo(InetAddress.ofLiteral(address).getAddress()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "80",
                "10-0-0-1",
                "256-0-0-1-80",
                "10-0-0-1-",
                "10-0-0-1-800000",
                "fd00-80",
                "10.0.0.1-80",
                "g0000000000000000000000000000001-80"
            })
    void otherLabelsHoldNoAddress(String label) {
        assertThat(PeerLabel.address(label)).isEmpty();
    }
}
