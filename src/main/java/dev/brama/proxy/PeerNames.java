package dev.brama.proxy;

import dev.brama.syntax.ServerName;
import java.util.regex.Pattern;

/// The DNS names by which the proxy asks for the peers of upstreams.
public final class PeerNames {
    /// The zone of all names; top-level domain `internal` is set aside for such use.
    public static final String ZONE = "brama.internal";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private PeerNames() {}

    /// The name of a backend. It depends on nothing else: nginx keeps the peers of an upstream over
    /// a reload only while its name stays.
    public static ServerName of(BackendRef backend) {
        boolean plain =
                LABEL.matcher(backend.port()).matches()
                        && LABEL.matcher(backend.service()).matches()
                        && LABEL.matcher(backend.namespace()).matches();
        String labels =
                plain
                        ? backend.port() + "." + backend.service() + "." + backend.namespace()
                        : FileId.of(backend.namespace(), backend.service(), backend.port()).value();
        return new ServerName(labels + "." + ZONE);
    }

    /// The name in the question for the SRV records of a backend. Requests and streams to the same
    /// port are different upstreams, so each is asked for by itself.
    public static String question(BackendRef backend) {
        return service(backend.traffic()) + "." + of(backend).value();
    }

    /// What stands in the question before the name.
    public static String service(Traffic traffic) {
        return switch (traffic) {
            case REQUESTS -> "_http._tcp";
            case TCP -> "_stream._tcp";
            case UDP -> "_stream._udp";
        };
    }
}
