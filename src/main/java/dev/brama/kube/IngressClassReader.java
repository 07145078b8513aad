package dev.brama.kube;

import dev.brama.cluster.IngressClassObject;
import dev.brama.problem.Reason;

/// Reads an IngressClass.
final class IngressClassReader {
    private static final String DEFAULT_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";
    private static final int MAX_CONTROLLER = 250;

    private IngressClassReader() {}

    static IngressClassObject read(Form root, Metadata metadata) {
        Form spec = root.child("spec");
        String controller =
                spec.required("controller", "the class names no controller", "add spec.controller");
        if (!controller.isEmpty() && !isController(controller)) {
            spec.refuse(
                    "controller",
                    Reason.INVALID_FIELD,
                    spec.show(controller) + " is not the name of a controller",
                    "write DOMAIN/NAME, such as k8s.io/ingress-nginx");
        }
        boolean isDefault =
                metadata.annotations().getOrDefault(DEFAULT_ANNOTATION, "").equals("true");
        return new IngressClassObject(metadata.id().name(), controller, isDefault);
    }

    private static boolean isController(String text) {
        return text.length() <= MAX_CONTROLLER && NameRules.isDomainWithPath(text);
    }
}
