package dev.brama.proxy;

/// A certificate chain and its private key, both in PEM. Prints neither.
public final class Certificate {
    private final FileId id;
    private final String source;
    private final String chainPem;
    private final String keyPem;

    /// @param id names its files
    /// @param source the Secret it comes from, `namespace/name`; empty for one made by Brama
    /// @param chainPem certificates, the host's own first
    /// @param keyPem the private key
    public Certificate(FileId id, String source, String chainPem, String keyPem) {
        this.id = id;
        this.source = source;
        this.chainPem = chainPem;
        this.keyPem = keyPem;
    }

    /// Names its files.
    public FileId id() {
        return id;
    }

    /// The Secret it comes from, `namespace/name`; empty for one made by Brama.
    public String source() {
        return source;
    }

    /// The certificates in PEM.
    public String chainPem() {
        return chainPem;
    }

    /// The private key in PEM; never to be shown.
    public String keyPem() {
        return keyPem;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that
                && id.equals(that.id)
                && source.equals(that.source)
                && chainPem.equals(that.chainPem)
                && keyPem.equals(that.keyPem);
    }

    @Override
    public int hashCode() {
        return id.hashCode() * 31 + chainPem.hashCode();
    }

    @Override
    public String toString() {
        return "Certificate " + id.value() + " of " + source;
    }
}
