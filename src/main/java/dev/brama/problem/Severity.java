package dev.brama.problem;

/// How much a problem matters, mildest first.
public enum Severity {
    /// The object works, but perhaps not as its author expects.
    WARNING,
    /// A part of the object does not take effect as written.
    ERROR
}
