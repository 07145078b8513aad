package dev.brama.problem;

/// Why something is wrong: a stable token for scripts, Events and metrics.
///
/// Tokens are public. A new one may be added; an existing one keeps its meaning.
public enum Reason {
    /// The file or document is not well-formed YAML or JSON.
    MALFORMED_DOCUMENT("MalformedDocument"),
    /// The API version is not served any more.
    UNSUPPORTED_VERSION("UnsupportedVersion"),
    /// A field that must be there is missing or empty.
    MISSING_FIELD("MissingField"),
    /// A field holds a value of the wrong type or form.
    INVALID_FIELD("InvalidField"),
    /// The same object is defined more than once.
    DUPLICATE_OBJECT("DuplicateObject"),
    /// An annotation or ConfigMap key that nobody knows.
    UNKNOWN_SETTING("UnknownSetting"),
    /// A known annotation or ConfigMap key that is not carried out.
    UNSUPPORTED_SETTING("UnsupportedSetting"),
    /// An annotation or ConfigMap key whose value cannot be used.
    INVALID_SETTING("InvalidSetting"),
    /// An annotation that the administrator's policy forbids.
    FORBIDDEN_SETTING("ForbiddenSetting"),
    /// The combination of settings does not take effect.
    INEFFECTIVE_SETTING("IneffectiveSetting"),
    /// Another, older Ingress already claims this host and path.
    PATH_CLAIMED("PathClaimed"),
    /// A server alias or redirect host is already served as a host of its own.
    HOST_CLAIMED("HostClaimed"),
    /// Another pool already has this address.
    ADDRESS_CLAIMED("AddressClaimed"),
    /// A Service of type LoadBalancer that gets no address.
    NO_ADDRESS("NoAddress"),
    /// A pool whose addresses nobody announces.
    NOT_ANNOUNCED("NotAnnounced"),
    /// A Service, port, Secret, ConfigMap or class that is named but does not exist.
    MISSING_REFERENCE("MissingReference"),
    /// A Service has no ready endpoint.
    NO_ENDPOINTS("NoEndpoints"),
    /// A reference to another namespace that the policy forbids.
    CROSS_NAMESPACE("CrossNamespace"),
    /// A certificate or key that cannot be used.
    INVALID_CERTIFICATE("InvalidCertificate"),
    /// A certificate that is past its end date or not valid yet.
    EXPIRED_CERTIFICATE("ExpiredCertificate"),
    /// A certificate that does not cover the host.
    CERTIFICATE_MISMATCH("CertificateMismatch"),
    /// nginx refused what the object asks for.
    REFUSED_BY_NGINX("RefusedByNginx"),
    /// The nginx at hand lacks the module or version that the object needs.
    MISSING_CAPABILITY("MissingCapability"),
    /// More of something than the limits allow.
    TOO_LARGE("TooLarge"),
    /// No node may answer for an address, or none does.
    NO_NODE("NoNode"),
    /// It cannot be said whether a node answers for an address.
    UNKNOWN_HOLDER("UnknownHolder"),
    /// An object of a kind that is for something else than announcing by layer 2.
    UNSUPPORTED_KIND("UnsupportedKind"),
    /// An address that a machine outside the cluster answers for.
    ADDRESS_IN_USE("AddressInUse"),
    /// A node has no interface to announce on, or not the one that is named.
    MISSING_INTERFACE("MissingInterface"),
    /// An interface is down or has no carrier.
    LINK_DOWN("LinkDown"),
    /// The kernel answers ARP for addresses of Services by itself.
    ARP_NOT_STRICT("ArpNotStrict"),
    /// The kernel drops requests for the way they come.
    REVERSE_PATH_FILTER("ReversePathFilter"),
    /// An address outside the subnets of the LAN.
    WRONG_SUBNET("WrongSubnet");

    private final String token;

    Reason(String token) {
        this.token = token;
    }

    /// The public token, in the camel case that Kubernetes uses for reasons.
    public String token() {
        return token;
    }
}
