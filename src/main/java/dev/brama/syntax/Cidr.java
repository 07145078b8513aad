package dev.brama.syntax;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// An IP address or a range of them in CIDR form (RFC 4632, RFC 4291 section 2.3).
public record Cidr(String text) implements Token {
    public Cidr {
        if (objection(text).isPresent()) {
            throw new IllegalArgumentException("not an address range");
        }
    }

    /// `10.0.0.0/8`, `192.168.1.1`, `2001:db8::/32`.
    public static Parsed<Cidr> parse(String text) {
        return objection(text)
                .<Parsed<Cidr>>map(objection ->
                        Parsed.invalid(
                                objection,
                                "write it like 10.0.0.0/8, 192.168.1.1 or 2001:db8::/32"))
                .orElseGet(() -> Parsed.valid(new Cidr(text)));
    }

    static final byte[] BROADCAST = {-1, -1, -1, -1};

    private static Optional<String> objection(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("[0-9a-fA-F:.]{2,45}")) {
            return Optional.of("not an IP address or range");
        }
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException _) {
            return Optional.of("not an IP address or range");
        }
        int bits = bytes.length * 8;
        if (bits == 32 && !address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
            return Optional.of("not an IP address or range");
        }
        // The same number means failure to nginx's reader of addresses (ngx_inet_addr).
        if (Arrays.equals(bytes, BROADCAST)) {
            return Optional.of("the broadcast address, which nginx does not take");
        }
        if (slash >= 0) {
            String prefix = text.substring(slash + 1);
            if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
                return Optional.of("not a range: the part after / must be 0 to " + bits);
            }
        }
        return Optional.empty();
    }

    @Override
    public String token() {
        return text;
    }
}
