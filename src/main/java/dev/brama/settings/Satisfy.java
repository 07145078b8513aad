package dev.brama.settings;

/// Whether one or all of the access rules must let a request pass.
public enum Satisfy {
    ANY,
    ALL
}
