package dev.brama.chart;

/// What helm or kubectl said, and how it ended.
record Said(int exit, String out, String err) {
    String all() {
        return out + err;
    }

    /// What was printed by a command that must succeed.
    String orFail() {
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + ": " + all());
        }
        return out;
    }
}
