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
    NAMESPACE("Namespace", "");

    private final String title;
    private final String group;

    Kind(String title, String group) {
        this.title = title;
        this.group = group;
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
        return group.isEmpty() ? "v1" : group + "/v1";
    }

    boolean isNamespaced() {
        return this != INGRESS_CLASS && this != NAMESPACE;
    }

    /// The form that `metadata.name` must have.
    Predicate<String> nameRule() {
        return switch (this) {
            case SERVICE -> NameRules::isServiceName;
            case NAMESPACE -> NameRules::isLabel;
            case INGRESS, INGRESS_CLASS, ENDPOINT_SLICE, ENDPOINTS, SECRET, CONFIG_MAP ->
                    NameRules::isSubdomain;
        };
    }

    /// The same rule in words.
    String nameForm() {
        return switch (this) {
            case SERVICE -> "a letter, then letters, digits and -, all small, at most 63";
            case NAMESPACE -> "small letters, digits and -, at most 63";
            case INGRESS, INGRESS_CLASS, ENDPOINT_SLICE, ENDPOINTS, SECRET, CONFIG_MAP ->
                    "small letters, digits, - and dots, at most 253";
        };
    }
}
