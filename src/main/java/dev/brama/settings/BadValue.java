package dev.brama.settings;

/// What happens to an Ingress whose annotation has a value that cannot be read. Who gets which is
/// as in ingress-nginx, but nothing that protects a site is ever dropped silently.
public enum BadValue {
    /// The annotation is left out, the default counts.
    USE_DEFAULT("the default is used"),
    /// The whole Ingress is refused; the last accepted version of it keeps serving.
    REFUSE_INGRESS("the Ingress is not taken; its last accepted version, if any, keeps serving"),
    /// The paths of the Ingress answer 503, so that nothing is served unprotected.
    CLOSE_LOCATIONS("its paths answer 503 until this is mended");

    private final String consequence;

    BadValue(String consequence) {
        this.consequence = consequence;
    }

    /// What follows, as the end of a sentence.
    public String consequence() {
        return consequence;
    }
}
