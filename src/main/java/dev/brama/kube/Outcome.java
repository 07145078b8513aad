package dev.brama.kube;

/// What came of parsing one document.
sealed interface Outcome {
    /// A document.
    ///
    /// @param root what the document holds
    record Parsed(Value root) implements Outcome {}

    /// A document that cannot be parsed.
    ///
    /// @param line the line of the file, from 1
    /// @param column the column, from 1; 0 where unknown
    /// @param reason what the parser says, on one line; never text of the document
    /// @param fix what to do about it
    record Broken(int line, int column, String reason, String fix) implements Outcome {
        /// The place in the words of a problem's field.
        String place() {
            return column > 0 ? "line " + line + ", column " + column : "line " + line;
        }
    }
}
