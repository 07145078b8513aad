package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class GatewaysTest {
    // As a kernel prints them, on a machine with the lowest byte first.
    private static final List<String> V4 =
            List.of(
                    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                    "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                    "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                    "eth0\t0000000A\t0201A8C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0",
                    "eth0\t00000000\t0301A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0",
                    "eth01\t00000000\t0401A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                    "eth0\t00000000\t0501A8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0");
    private static final String NONE = "00000000000000000000000000000000";
    private static final String ROUTER = "fe800000000000000000000000000001";
    private static final List<String> V6 =
            List.of(
                    NONE + " 00 " + NONE + " 00 " + ROUTER + " 00000400 1 0 00000003     eth0",
                    NONE + " 00 " + NONE + " 00 " + NONE + " 00000400 1 0 00000003     eth1",
                    "fd000000000000000000000000000000 40 "
                            + (NONE + " 00 " + NONE + " 00000100 1 0 00000001     eth0"),
                    NONE + " 00 " + NONE + " 00 " + NONE + " ffffffff 1 0 00200200       lo");

    @SuppressWarnings("unused")
    private static boolean lowestByteFirst() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @Test
    @EnabledIf("lowestByteFirst")
    void defaultRoutesOfTheInterfaceAloneCount() {
        assertThat(Gateways.v4("eth0", V4)).containsExactly(address("192.168.1.1"));
        assertThat(Gateways.v4("eth01", V4)).containsExactly(address("192.168.1.4"));
        assertThat(Gateways.v4("lo", V4)).isEmpty();
    }

    @Test
    void routerOfIpv6IsKnownByItsAddressOnTheLink() {
        assertThat(Gateways.v6("eth0", V6)).containsExactly(address("fe80::1"));
        assertThat(Gateways.v6("lo", V6)).isEmpty();
    }

    @Test
    void linesThatAreCutShortAreNoRoutes() {
        for (String line : V4) {
            for (int end = 0; end < line.length(); end++) {
                Gateways.v4("eth0", List.of(line.substring(0, end)));
            }
        }
        assertThat(Gateways.v6("eth0", List.of("00 eth0", " eth0"))).isEmpty();
    }

    @Test
    void machineWithoutSuchAnInterfaceHasNoGatewayThere() {
        assertThat(Gateways.of("no-such-if")).isEmpty();
    }
}
