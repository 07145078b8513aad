package dev.brama.proxy;

/// What a backend gets.
public enum Traffic {
    /// Requests of HTTP.
    REQUESTS(""),
    /// Whole TCP connections.
    TCP("tcp"),
    /// UDP datagrams.
    UDP("udp");

    private final String prefix;

    Traffic(String prefix) {
        this.prefix = prefix;
    }

    /// The transport, as Kubernetes spells it.
    public String protocol() {
        return this == UDP ? "UDP" : "TCP";
    }

    /// What stands before the names of its backends, with this between them.
    String before(String name, String between) {
        return prefix.isEmpty() ? name : prefix + between + name;
    }
}
