package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.Labels;

/// Who counts; told in every series.
///
/// @param namespace the namespace of the controller's Pod
/// @param controllerClass what IngressClasses name as their controller
/// @param pod the name of the controller's Pod
public record ControllerIdentity(String namespace, String controllerClass, String pod) {
    Labels labels() {
        return Labels.of(
                "controller_namespace",
                namespace,
                "controller_class",
                controllerClass,
                "controller_pod",
                pod);
    }
}
