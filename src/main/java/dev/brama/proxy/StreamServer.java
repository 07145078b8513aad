package dev.brama.proxy;

import dev.brama.problem.ObjectRef;

/// A port whose connections or datagrams go to a backend as they are.
///
/// @param port 1 to 65535
/// @param backend where they go; its traffic is TCP or UDP
/// @param proxyProtocol where the PROXY protocol is spoken
/// @param origin the ConfigMap that asks for it
public record StreamServer(
        int port, BackendRef backend, ProxyProtocol proxyProtocol, ObjectRef origin) {
    public StreamServer {
        if (backend.traffic() == Traffic.REQUESTS) {
            throw new IllegalArgumentException("requests are no stream");
        }
    }

    /// Whether it takes datagrams.
    public boolean isUdp() {
        return backend.traffic() == Traffic.UDP;
    }

    /// @param expected whether clients come through the PROXY protocol
    /// @param sent whether it is spoken to the backend
    public record ProxyProtocol(boolean expected, boolean sent) {
        /// It is not spoken.
        public static final ProxyProtocol NONE = new ProxyProtocol(false, false);
    }
}
