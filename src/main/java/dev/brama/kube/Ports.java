package dev.brama.kube;

import dev.brama.cluster.PortRef;
import dev.brama.problem.Reason;

/// Reads what ports have in common, wherever they stand.
final class Ports {
    private static final int MAX = 65535;

    private Ports() {}

    /// Checks that a number is that of a port.
    static void check(Form form, String key, int number) {
        if (number < 1 || number > MAX) {
            form.refuse(
                    key,
                    Reason.INVALID_FIELD,
                    number + " is not the number of a port",
                    "write a number from 1 to " + MAX);
        }
    }

    /// The number of a port that must be there.
    static int required(Form form, String key) {
        if (!form.has(key)) {
            form.missing(key, "the port has no number", "write a number from 1 to " + MAX);
            return 0;
        }
        int number = form.number(key).orElse(1);
        check(form, key, number);
        return number;
    }

    /// `targetPort`: a number, the name of a container port, or as a default the port itself.
    static PortRef target(Form form, int port) {
        String key = "targetPort";
        if (!form.has(key)) {
            return new PortRef.Number(port);
        }
        if (form.holdsNumber(key)) {
            int number = form.number(key).orElse(1);
            if (number == 0) {
                return new PortRef.Number(port);
            }
            check(form, key, number);
            return new PortRef.Number(number);
        }
        String name = form.text(key);
        if (name.isEmpty()) {
            return new PortRef.Number(port);
        }
        if (!NameRules.isPortName(name)) {
            form.refuse(
                    key,
                    Reason.INVALID_FIELD,
                    form.show(name) + " is not the name of a port",
                    "write a number without quotes, or the name of a container port");
        }
        return new PortRef.Name(name);
    }

    /// `protocol`, TCP where nothing is said.
    static String protocol(Form form) {
        String protocol = form.text("protocol");
        return switch (protocol) {
            case "" -> "TCP";
            case "TCP", "UDP", "SCTP" -> protocol;
            default -> {
                form.refuse(
                        "protocol",
                        Reason.INVALID_FIELD,
                        form.show(protocol) + " is not a protocol",
                        "write TCP, UDP or SCTP");
                yield "TCP";
            }
        };
    }

    /// `name`, which may be empty.
    static String name(Form form) {
        String name = form.text("name");
        if (!name.isEmpty() && !NameRules.isLabel(name)) {
            form.refuse(
                    "name",
                    Reason.INVALID_FIELD,
                    form.show(name) + " is not the name of a port",
                    "use small letters, digits and -, at most 63");
        }
        return name;
    }
}
