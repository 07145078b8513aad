package dev.brama.kube;

/// What kubectl makes of a scalar on its way from YAML to JSON.
enum ScalarType {
    TEXT("text"),
    NUMBER("a number"),
    TRUTH("a truth value"),
    NOTHING("nothing"),
    BINARY("binary data");

    private final String noun;

    ScalarType(String noun) {
        this.noun = noun;
    }

    /// What to call it in a message.
    String noun() {
        return noun;
    }
}
