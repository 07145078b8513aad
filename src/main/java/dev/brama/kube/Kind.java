package dev.brama.kube;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// The kinds of objects that are read; all others pass unseen.
enum Kind {
    INGRESS("Ingress", "networking.k8s.io"),
    INGRESS_CLASS("IngressClass", "networking.k8s.io"),
    SERVICE("Service", ""),
    ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io"),
    ENDPOINTS("Endpoints", ""),
    SECRET("Secret", ""),
    CONFIG_MAP("ConfigMap", ""),
    NAMESPACE("Namespace", ""),
    NODE("Node", ""),
    IP_ADDRESS_POOL("IPAddressPool", "metallb.io", "v1beta1"),
    L2_ADVERTISEMENT("L2Advertisement", "metallb.io", "v1beta1");

    private final String title;
    private final String group;
    private final String version;

    Kind(String title, String group) {
        this(title, group, "v1");
    }

    Kind(String title, String group, String version) {
        this.title = title;
        this.group = group;
        this.version = version;
    }

    /// The kind of this name in this API version, whatever the version within the group.
    ///
    /// A version without a group names the core group, which knows no foreign kinds: an Ingress of
    /// `v1` is a mistake, where an Ingress of another group is none of ours.
    static Optional<Kind> of(String apiVersion, String title) {
        String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
        return Arrays.stream(values())
                .filter(kind -> kind.title.equals(title))
                .filter(kind -> group.isEmpty() || kind.group.equals(group) || kind.left(group))
                .findFirst();
    }

    /// Ingress was born in `extensions`, which the API server gave up in Kubernetes 1.22.
    private boolean left(String group) {
        return this == INGRESS && group.equals("extensions");
    }

    /// The name as in `kind: Ingress`.
    String title() {
        return title;
    }

    /// The one version that is read, as in `apiVersion: networking.k8s.io/v1`.
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean isNamespaced() {
        return this != INGRESS_CLASS && this != NAMESPACE && this != NODE;
    }

    /// The form that `metadata.name` must have.
    Predicate<String> nameRule() {
        return switch (this) {
            case SERVICE -> NameRules::isServiceName;
            case NAMESPACE -> NameRules::isLabel;
            case INGRESS,
                    INGRESS_CLASS,
                    ENDPOINT_SLICE,
                    ENDPOINTS,
                    SECRET,
                    CONFIG_MAP,
                    NODE,
                    IP_ADDRESS_POOL,
                    L2_ADVERTISEMENT ->
                    NameRules::isSubdomain;
        };
    }

    /// The same rule in words.
    String nameForm() {
        return switch (this) {
            case SERVICE -> "a letter, then letters, digits and -, all small, at most 63";
            case NAMESPACE -> "small letters, digits and -, at most 63";
            case INGRESS,
                    INGRESS_CLASS,
                    ENDPOINT_SLICE,
                    ENDPOINTS,
                    SECRET,
                    CONFIG_MAP,
                    NODE,
                    IP_ADDRESS_POOL,
                    L2_ADVERTISEMENT ->
                    "small letters, digits, - and dots, at most 253";
        };
    }
}
