package dev.brama.cluster;

import dev.brama.problem.ObjectRef;

/// One object of the cluster, told from another one that had the same name before.
///
/// @param ref its kind, namespace and name
/// @param apiVersion as in `networking.k8s.io/v1`
/// @param uid `metadata.uid`
public record ObjectIdentity(ObjectRef ref, String apiVersion, String uid) {}
