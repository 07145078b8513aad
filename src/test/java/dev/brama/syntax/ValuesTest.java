package dev.brama.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    // Bytes with g are written in m: most directives of nginx take no g.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "8m, 8388608, 8m",
        "8M, 8388608, 8m",
        "' 1 k ', 1024, 1k",
        "512b, 512, 512",
        "1g, 1073741824, 1024m",
        "1024g, 1099511627776, 1048576m",
        "0008k, 8192, 8k"
    })
    void sizeIsTaken(String text, long bytes, String token) {
        Size size = Size.parse(text).orThrow();
        assertThat(size.bytes()).isEqualTo(bytes);
        assertThat(size.token()).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "-1",
                "1.5m",
                "1kb",
                "1t",
                "0x10",
                "1025g",
                "17179869184g",
                "8589934592g",
                "999999999999g",
                "999999999999m",
                "9999999999999",
                "\u0663m",
                "1\nm"
            })
    void sizeIsRefused(String text) {
        assertThat(Size.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "60", "60s", "10m", "1h30m", "1w2d3h4m5s6ms", "500ms", "999999999s"})
    void timeIsTaken(String text) {
        assertThat(TimeSpan.parse(text).orThrow().token()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "1s1h",
                "1h1h",
                "1M",
                "1y",
                "1.5h",
                "-1s",
                "1 h",
                "soon",
                "1ms1s",
                "1234567890",
                "1h30"
            })
    void timeIsRefused(String text) {
        assertThat(TimeSpan.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "192.168.1.1",
                "0.0.0.0/0",
                "255.255.255.254/32",
                "::1",
                "::/0",
                "2001:db8::/32",
                "2001:DB8:0:0:0:0:0:1/128",
                "1:2:3:4:5:6:7:8"
            })
    void rangeIsTaken(String text) {
        assertThat(Cidr.parse(text).orThrow().token()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.0/-1",
                "10.0.0.256",
                "255.255.255.255",
                "255.255.255.255/8",
                "1.2.3.4.5",
                "127.1",
                "2130706433",
                "::1/129",
                ":::1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "fe80::1%eth0",
                "[::1]",
                "all",
                "unix:",
                "10.0.0.1;",
                "10.0.0.1 ",
                "localhost",
                "10.0.0.0/8a",
                "10.0.0.0/\u0663"
            })
    void rangeIsRefused(String text) {
        assertThat(Cidr.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"App.Example.COM, app.example.com", "a, a", "xn--e1afmkfd.com, xn--e1afmkfd.com"})
    void nameIsTakenInLowerCase(String text, String name) {
        assertThat(ServerName.parse(text).orThrow().value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a.com",
                "a-.com",
                "a_b.com",
                "*.a.com",
                "a b",
                "a.com;",
                "a.com\n",
                "\u212a.com",
                "m\u00fcnchen.de",
                "a/b"
            })
    void nameIsRefused(String text) {
        assertThat(ServerName.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void labelHasAtMost63CharactersAndANameAtMost253() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(name).hasSize(253);
        assertThat(ServerName.parse(name)).isInstanceOf(Parsed.Valid.class);
        assertThat(ServerName.parse(name + "a")).isInstanceOf(Parsed.Invalid.class);
        assertThat(ServerName.parse("a" + label + ".com")).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void parentLacksTheFirstLabel() {
        assertThat(new ServerName("a.b.c").parent()).isEqualTo("b.c");
        assertThat(new ServerName("a").parent()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 80, 10.0.0.1:80",
        "2001:db8::1, 443, '[2001:db8::1]:443'",
        "::1, 65535, '[::1]:65535'"
    })
    void peerIsAddressAndPort(String address, int port, String token) {
        assertThat(HostPort.of(address, port).orThrow().token()).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 0",
        "10.0.0.1, 65536",
        "255.255.255.255, 80",
        "10.0.0.1, -1",
        "10.0.0, 80",
        "127.1, 80",
        "2130706433, 80",
        "example.com, 80",
        "'', 80",
        "[::1], 80",
        "fe80::1%eth0, 80",
        "10.0.0.1;, 80"
    })
    void peerIsRefused(String address, int port) {
        assertThat(HostPort.of(address, port)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"/, /, /", "/p, /p/, /p", "/p/, /p/, /p", "/p//, /p//, /p", "//, //, /"})
    void pathGainsAndLosesItsSlash(String text, String with, String without) {
        LocationPath path = LocationPath.parse(text).orThrow();
        assertThat(path.withTrailingSlash().value()).isEqualTo(with);
        assertThat(path.withoutTrailingSlash().value()).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p", " /p", "~ /p"})
    void pathThatIsNotAbsoluteIsRefused(String text) {
        assertThat(LocationPath.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "plain", "$request_uri", "https://b.com$request_uri?x=${arg_x}", "$1$9",
                "$http_x_foo", "$cookie_JSESSIONID", "$Request_URI", "${HOST}",
                        "$upstream_http_etag"
            })
    void expressionWithKnownVariablesIsTaken(String text) {
        assertThat(Expression.parse(text).orThrow().value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$",
                "a$",
                "$$",
                "$ x",
                "${",
                "${}",
                "${uri",
                "$nonsense",
                "${nonsense}",
                "$0",
                "${1}",
                "$rewrite_1",
                "$cors_origin_ab",
                "$http_",
                "$-",
                "$\u00e9"
            })
    void expressionThatNginxCouldNotReadIsRefused(String text) {
        assertThat(Expression.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    // The program itself names what it defines beside it.
    @Test
    void programMayNameItsOwnVariables() {
        assertThat(new Expression("/${rewrite_1}$cors_origin_0a").hasVariables()).isTrue();
        assertThat(new Expression("plain").hasVariables()).isFalse();
    }

    @Test
    void dollarInATextStartsNoVariable() {
        assertThat(new Text("a$uri").token()).isEqualTo("\"a${literal_dollar}uri\"");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 25, 1, true",
        "1, 25, 0, false",
        "1, 26, 0, true",
        "2, 0, 0, true",
        "1, 24, 9, false",
        "0, 99, 99, false"
    })
    void versionsAreComparedByNumber(int major, int minor, int patch, boolean atLeast) {
        assertThat(new NginxVersion(major, minor, patch).isAtLeast(1, 25, 1)).isEqualTo(atLeast);
    }
}
