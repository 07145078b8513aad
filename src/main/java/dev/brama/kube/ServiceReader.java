package dev.brama.kube;

import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.problem.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a Service.
final class ServiceReader {
    private static final String HEADLESS = "None";

    private ServiceReader() {}

    static ServiceObject read(Form root, Metadata metadata) {
        Form spec = root.child("spec");
        String type = spec.text("type");
        List<Form> portForms = spec.children("ports");
        List<ServicePort> ports = portForms.stream().map(ServiceReader::port).toList();
        checkPortNames(portForms, ports);
        return switch (type) {
            case "ExternalName" ->
                    new ServiceObject(
                            metadata.id(),
                            Optional.empty(),
                            Optional.of(externalName(spec)),
                            ports);
            case "", "ClusterIP", "NodePort", "LoadBalancer" -> {
                Optional<String> clusterIp = clusterIp(spec);
                if (spec.lacks("ports") && !clusterIp.equals(Optional.of(HEADLESS))) {
                    spec.missing("ports", "the Service has no ports", "add spec.ports");
                }
                yield new ServiceObject(
                        metadata.id(),
                        clusterIp.filter(ip -> !ip.equals(HEADLESS)),
                        Optional.empty(),
                        ports);
            }
            default -> {
                spec.refuse(
                        "type",
                        Reason.INVALID_FIELD,
                        spec.show(type) + " is not a type of Service",
                        "write ClusterIP, NodePort, LoadBalancer or ExternalName");
                yield new ServiceObject(metadata.id(), Optional.empty(), Optional.empty(), ports);
            }
        };
    }

    private static String externalName(Form spec) {
        String name =
                spec.required(
                        "externalName",
                        "a Service of type ExternalName must say which name",
                        "add spec.externalName");
        // The API allows a final dot, which makes the name fully qualified.
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!name.isEmpty() && !NameRules.isSubdomain(bare)) {
            spec.refuse(
                    "externalName",
                    Reason.INVALID_FIELD,
                    spec.show(name) + " is not a DNS name",
                    "write a DNS name in small letters, such as db.example.com");
        }
        return name;
    }

    private static Optional<String> clusterIp(Form spec) {
        String single = spec.text("clusterIP");
        List<String> several = spec.texts("clusterIPs");
        String ip = single.isEmpty() && !several.isEmpty() ? several.getFirst() : single;
        if (!ip.isEmpty() && !ip.equals(HEADLESS) && !IpLiteral.isAddress(ip)) {
            spec.refuse(
                    "clusterIP",
                    Reason.INVALID_FIELD,
                    spec.show(ip) + " is not an IP address",
                    "remove the field, or write None for a headless Service");
        }
        return ip.isEmpty() ? Optional.empty() : Optional.of(ip);
    }

    private static ServicePort port(Form form) {
        int number = Ports.required(form, "port");
        return new ServicePort(
                Ports.name(form), number, Ports.target(form, number), Ports.protocol(form));
    }

    private static void checkPortNames(List<Form> forms, List<ServicePort> ports) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String name = ports.get(i).name();
            if (name.isEmpty() && ports.size() > 1) {
                forms.get(i)
                        .missing(
                                "name",
                                "the port has no name, which only a single port may lack",
                                "give each port a name");
            } else if (!name.isEmpty() && !names.add(name)) {
                forms.get(i)
                        .refuse(
                                "name",
                                Reason.INVALID_FIELD,
                                "two ports have the name " + forms.get(i).show(name),
                                "give each port a name of its own");
            }
        }
    }
}
