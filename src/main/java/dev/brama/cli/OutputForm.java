package dev.brama.cli;

/// How results are printed.
enum OutputForm {
    TEXT,
    JSON,
    YAML
}
