package dev.brama.syntax;

/// What nginx speaks with a backend.
public enum BackendProtocol {
    HTTP,
    HTTPS,
    /// The scheme of the client's request.
    AUTO_HTTP,
    GRPC,
    GRPCS,
    FCGI;

    /// Whether requests are passed on by nginx's gRPC module.
    public boolean isGrpc() {
        return this == GRPC || this == GRPCS;
    }
}
