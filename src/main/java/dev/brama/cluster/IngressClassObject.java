package dev.brama.cluster;

/// An IngressClass of `networking.k8s.io/v1`.
///
/// @param name its name
/// @param controller `spec.controller`
/// @param isDefault whether `ingressclass.kubernetes.io/is-default-class` is `true`
public record IngressClassObject(String name, String controller, boolean isDefault) {}
