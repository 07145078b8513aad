package dev.brama.settings;

/// The schemes that `auth-type` knows.
public enum AuthType {
    BASIC,
    DIGEST
}
