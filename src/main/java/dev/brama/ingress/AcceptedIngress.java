package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.ObjectRef;
import dev.brama.settings.IngressSettings;

/// An Ingress that is ours, with its settings read.
///
/// @param object the Ingress
/// @param settings its annotations
record AcceptedIngress(IngressObject object, IngressSettings settings) {
    ObjectRef ref() {
        return object.ref();
    }

    String namespace() {
        return object.id().namespace();
    }

    boolean isClosed() {
        return settings.verdict() == IngressSettings.Verdict.CLOSE;
    }
}
