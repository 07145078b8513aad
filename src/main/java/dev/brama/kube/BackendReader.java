package dev.brama.kube;

import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.IngressBackend.ResourceBackend;
import dev.brama.cluster.IngressBackend.ServiceBackend;
import dev.brama.cluster.PortRef;
import dev.brama.problem.Reason;
import java.util.Optional;

/// Reads a backend of an Ingress.
final class BackendReader {
    private static final String SERVICE_FORM = "service: {name: NAME, port: {number: 80}}";

    /// Stands for a backend that was refused; its Ingress is left out.
    private static final IngressBackend NONE = new ServiceBackend("", new PortRef.Name(""));

    private BackendReader() {}

    static IngressBackend read(Form backend) {
        Optional<Form> service = backend.optionalChild("service");
        Optional<Form> resource = backend.optionalChild("resource");
        if (service.isPresent() && resource.isPresent()) {
            backend.refuse(
                    "",
                    Reason.INVALID_FIELD,
                    "the backend names both a Service and another object",
                    "keep one of service and resource");
        }
        if (resource.isPresent()) {
            return resource(resource.get());
        }
        if (!backend.has("service") && !backend.has("resource")) {
            backend.missing("service", nameless(backend), "write backend: {" + SERVICE_FORM + "}");
        }
        return service.map(BackendReader::service).orElse(NONE);
    }

    private static String nameless(Form backend) {
        return backend.has("serviceName")
                ? "the backend is in the form of the old API versions"
                : "the backend names no Service";
    }

    private static IngressBackend resource(Form resource) {
        return new ResourceBackend(
                resource.required("kind", "the resource has no kind", "add its kind"),
                resource.required("name", "the resource has no name", "add its name"));
    }

    private static IngressBackend service(Form service) {
        String name =
                service.required("name", "the backend's Service has no name", "name a Service");
        if (!name.isEmpty() && !NameRules.isServiceName(name)) {
            service.refuse(
                    "name",
                    Reason.INVALID_FIELD,
                    service.show(name) + " is not the name of a Service",
                    "use " + Kind.SERVICE.nameForm());
        }
        return new ServiceBackend(name, port(service));
    }

    private static PortRef port(Form service) {
        String fix = "write port: {number: 80}, or port: {name: http} after the Service's port";
        Form port = service.child("port");
        String name = port.text("name");
        Optional<Integer> number = port.number("number");
        if (!name.isEmpty() && number.isPresent()) {
            port.refuse(
                    "",
                    Reason.INVALID_FIELD,
                    "the port is given both by name and by number",
                    "keep one of them");
        } else if (!port.has("name") && !port.has("number")) {
            port.missing("", "the backend names no port of the Service", fix);
        } else if (!name.isEmpty() && !NameRules.isPortName(name)) {
            port.refuse(
                    "name",
                    Reason.INVALID_FIELD,
                    port.show(name) + " is not the name of a port",
                    "use small letters, digits and -, at most 15 and a letter among them");
        }
        number.ifPresent(value -> Ports.check(port, "number", value));
        return name.isEmpty() ? new PortRef.Number(number.orElse(0)) : new PortRef.Name(name);
    }
}
