package dev.brama.ingress;

import dev.brama.cluster.PortRef;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.StreamServer.ProxyProtocol;
import dev.brama.proxy.Traffic;
import dev.brama.syntax.Parsed;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The value of a port in the ConfigMap of TCP or UDP services:
/// `NAMESPACE/SERVICE:PORT[:PROXY][:PROXY]`.
///
/// @param backend where the port leads
/// @param port the Service's port
/// @param proxyProtocol where the PROXY protocol is spoken
/// @param remark what of the value means nothing, if anything
record StreamEntry(
        BackendRef backend, PortRef port, ProxyProtocol proxyProtocol, Optional<String> remark) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,4}");
    private static final String FORM = "write NAMESPACE/SERVICE:PORT, such as shop/database:5432";

    static Parsed<StreamEntry> parse(String text, Traffic traffic) {
        String[] parts = text.strip().split(":", -1);
        String[] names = parts[0].split("/", -1);
        if (parts.length < 2 || names.length != 2) {
            return Parsed.invalid("not of the form NAMESPACE/SERVICE:PORT", FORM);
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                return Parsed.invalid("without a good name of a namespace or Service", FORM);
            }
        }
        return port(parts[1])
                .map(port ->
                        new StreamEntry(
                                new BackendRef(names[0], names[1], port.toString(), traffic),
                                port,
                                proxyProtocol(parts, traffic),
                                remark(parts, traffic)));
    }

    /// A number of 1 to 65535, written plainly.
    static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches() && Integer.parseInt(text) <= 65535
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static Parsed<PortRef> port(String text) {
        Optional<Integer> number = number(text);
        if (number.isPresent()) {
            return Parsed.valid(new PortRef.Number(number.get()));
        }
        return NAME.matcher(text).matches() && !text.matches("\\d+")
                ? Parsed.valid(new PortRef.Name(text))
                : Parsed.invalid("without a port of the Service", FORM);
    }

    private static ProxyProtocol proxyProtocol(String[] parts, Traffic traffic) {
        return traffic == Traffic.UDP
                ? ProxyProtocol.NONE
                : new ProxyProtocol(isProxy(parts, 2), isProxy(parts, 3));
    }

    private static boolean isProxy(String[] parts, int index) {
        return parts.length > index && parts[index].toUpperCase(Locale.ROOT).equals("PROXY");
    }

    private static Optional<String> remark(String[] parts, Traffic traffic) {
        boolean strange = parts.length > 4;
        boolean proxy = false;
        for (int i = 2; i < parts.length; i++) {
            strange |= !parts[i].isEmpty() && !isProxy(parts, i);
            proxy |= isProxy(parts, i);
        }
        if (strange) {
            return Optional.of("only PROXY may stand after the port; all else is ignored");
        }
        return proxy && traffic == Traffic.UDP
                ? Optional.of("the PROXY protocol is spoken over TCP only; it is not spoken here")
                : Optional.empty();
    }
}
