package dev.brama.settings;

/// How much harm a setting can do in the wrong hands, mildest first. The grades and who gets which
/// are those of ingress-nginx.
public enum Risk {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
