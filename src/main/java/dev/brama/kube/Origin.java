package dev.brama.kube;

/// Where in the files something stands.
///
/// @param file the name of the file
/// @param line the line, from 1; 0 means the file as a whole
public record Origin(String file, int line) {
    /// `file:line`, as editors and terminals understand it.
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
