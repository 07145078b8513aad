package dev.brama.settings;

/// Whether sessions move when a Service grows, as ingress-nginx calls it.
public enum AffinityMode {
    BALANCED,
    PERSISTENT
}
