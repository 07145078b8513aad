package dev.brama.proxy;

/// User names and hashed passwords, a line each as `htpasswd` writes them. Prints none.
public final class PasswordFile {
    private final FileId id;
    private final String source;
    private final String lines;

    /// @param id names the file
    /// @param source the Secret it comes from, `namespace/name`
    /// @param lines `USER:HASH`, a line each
    public PasswordFile(FileId id, String source, String lines) {
        this.id = id;
        this.source = source;
        this.lines = lines;
    }

    /// Names the file.
    public FileId id() {
        return id;
    }

    /// The Secret it comes from.
    public String source() {
        return source;
    }

    /// The lines; never to be shown.
    public String lines() {
        return lines;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordFile that
                && id.equals(that.id)
                && source.equals(that.source)
                && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return id.hashCode() * 31 + lines.hashCode();
    }

    @Override
    public String toString() {
        return "PasswordFile " + id.value() + " of " + source;
    }
}
