package dev.brama.golden;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Text that means trouble, the same for the same seed.
final class HostileText {
    private static final List<String> TROUBLE =
            List.of(
                    ";",
                    "{",
                    "}",
                    "\"",
                    "'",
                    "\\",
                    "\n",
                    "\r",
                    "\t",
                    "\u0000",
                    "$",
                    "${",
                    "#",
                    " ",
                    "(",
                    ")",
                    "~",
                    "*",
                    "=",
                    "|",
                    "^",
                    "[",
                    "]",
                    "?",
                    "+",
                    ",",
                    ":",
                    "@",
                    "&",
                    "%0a",
                    "\u00e9",
                    "\u202e",
                    "\u2028",
                    "\u0085",
                    "\u007f",
                    "\ud83d\ude00",
                    "\ud800",
                    "\udc00",
                    "include ",
                    "include /etc/passwd;",
                    "return 200",
                    "*/",
                    "default",
                    "volatile",
                    "hostnames",
                    "location / {",
                    "} server {",
                    "\"; ",
                    "'; ",
                    "; #",
                    "${literal_dollar}",
                    "$host",
                    "$1",
                    "$document_root",
                    "$no_such_variable",
                    "../",
                    "/etc/passwd",
                    "//",
                    ".",
                    "-",
                    "--",
                    "a",
                    "z9",
                    "A",
                    "/",
                    "0",
                    "-1");

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "1",
                    "2",
                    "3",
                    "7",
                    "15",
                    "16",
                    "31",
                    "32",
                    "63",
                    "64",
                    "65",
                    "100",
                    "255",
                    "300",
                    "308",
                    "400",
                    "404",
                    "444",
                    "499",
                    "503",
                    "599",
                    "600",
                    "1023",
                    "1024",
                    "65535",
                    "65536",
                    "99999",
                    "999999",
                    "1000000",
                    "2000000",
                    "9999999",
                    "16777216",
                    "1000000000",
                    "2147483647",
                    "2147483648",
                    "4294967296",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-1",
                    "+1",
                    "007",
                    "1e3",
                    "0x10",
                    "\u0661");

    private static final List<String> UNITS =
            List.of("", "", "", "k", "K", "m", "M", "g", "b", "s", "ms", "h", "d", "w", "y", "%");

    private static final List<String> WORDS =
            List.of(
                    "on",
                    "off",
                    "true",
                    "false",
                    "auto",
                    "default",
                    "any",
                    "all",
                    "basic",
                    "http",
                    "https",
                    "grpc",
                    "grpcs",
                    "fcgi",
                    "auto_http",
                    "ewma",
                    "round_robin",
                    "error",
                    "timeout",
                    "http_502",
                    "non_idempotent",
                    "invalid_header",
                    "close",
                    "keep-alive",
                    "10.0.0.0/8",
                    "0.0.0.0/0",
                    "::/0",
                    "::ffff:1.2.3.4",
                    "::1",
                    "127.0.0.1",
                    "1.2.3.4/0",
                    "2001:db8::/129",
                    "fe80::1%lo",
                    "GET",
                    "OPTIONS",
                    "X-Header",
                    "_",
                    "-",
                    "--",
                    "null",
                    "https://a.example.com",
                    "https://*.example.com:443",
                    "*",
                    "http://a/$request_uri",
                    "/path/$2",
                    "/a b",
                    "/a",
                    "/",
                    "*.example.com",
                    "www.example.com",
                    "a..b",
                    ".a",
                    "a.",
                    "~^a(b)c$",
                    "~[",
                    "TLSv1.2",
                    "TLSv1.3",
                    "SSLv3",
                    "HIGH:!aNULL",
                    "ALL",
                    "@SECLEVEL=9",
                    "text/html",
                    "text/*",
                    "*/*",
                    "$request_uri",
                    "$remote_addr",
                    "${uri}x",
                    "${1}",
                    "$1",
                    "/$9x",
                    "$http_x",
                    "$arg_a$cookie_b",
                    "web",
                    "errors",
                    "users",
                    "shop/users",
                    "debug",
                    "emerg",
                    "notice",
                    "/dev/null",
                    "/tmp/x.log",
                    "1.0",
                    "1.1",
                    "2",
                    "503",
                    "404,503",
                    "308",
                    "302");

    private final RandomGenerator random;

    HostileText(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /// Text made to break out.
    String trouble() {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            text.append(pick(TROUBLE));
        }
        return switch (random.nextInt(60)) {
            case 0 -> text.toString().repeat(4096 / text.length() + 1);
            case 1 -> text.toString().repeat(65_536 / text.length() + 1);
            default -> text.toString();
        };
    }

    /// Text that a setting may take, or nearly.
    String nearlyRight() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> pick(NUMBERS) + pick(UNITS);
            case 3 -> pick(NUMBERS) + " " + pick(NUMBERS) + pick(UNITS);
            case 4, 5 -> pick(WORDS);
            case 6 -> pick(WORDS) + pick(List.of(" ", ",", ", ", "", "/", ":")) + pick(WORDS);
            default -> pick(WORDS) + pick(TROUBLE);
        };
    }

    <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    /// Text as a failure shows it.
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars()
                .limit(2000)
                .forEach(c ->
                        shown.append(
                                c < ' ' || c > '~'
                                        ? String.format("\\u%04x", c)
                                        : Character.toString(c)));
        return shown + (text.length() > 2000 ? "... (" + text.length() + ")" : "");
    }
}
