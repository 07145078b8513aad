package dev.brama.settings;

/// By what a client is known again.
public enum Affinity {
    COOKIE
}
