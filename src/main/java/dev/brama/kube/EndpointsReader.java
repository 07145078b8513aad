package dev.brama.kube;

import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads where the Pods of a Service listen: an EndpointSlice, or its forerunner Endpoints.
final class EndpointsReader {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private static final Map<String, Predicate<String>> ADDRESS_TYPES =
            Map.of("IPv4", IpLiteral::isV4, "IPv6", IpLiteral::isV6);

    private EndpointsReader() {}

    /// The slice; empty where it is of no use to a proxy.
    static Optional<EndpointSliceObject> slice(Form root, Metadata metadata) {
        String type =
                root.required("addressType", "the slice has no addressType", "write IPv4 or IPv6");
        List<EndpointPort> ports =
                root.children("ports").stream().map(EndpointsReader::port).toList();
        List<Endpoint> endpoints =
                root.children("endpoints").stream().map(form -> endpoint(form, type)).toList();
        String service = metadata.labels().getOrDefault(SERVICE_LABEL, "");
        if (type.equals("FQDN")) {
            root.warn(
                    "addressType",
                    Reason.INVALID_FIELD,
                    "slices of type FQDN are deprecated and not read",
                    "use a Service of type ExternalName");
            return Optional.empty();
        }
        if (!type.isEmpty() && !ADDRESS_TYPES.containsKey(type)) {
            root.refuse(
                    "addressType",
                    Reason.INVALID_FIELD,
                    root.show(type) + " is not a type of address",
                    "write IPv4 or IPv6");
        }
        if (service.isEmpty()) {
            root.warn(
                    "metadata.labels",
                    Reason.MISSING_FIELD,
                    "without the label " + SERVICE_LABEL + " the slice belongs to no Service",
                    "add the label with the name of the Service");
            return Optional.empty();
        }
        return Optional.of(new EndpointSliceObject(metadata.id(), service, endpoints, ports));
    }

    private static Endpoint endpoint(Form form, String type) {
        List<String> addresses = form.texts("addresses");
        if (form.lacks("addresses")) {
            form.missing("addresses", "the endpoint has no address", "add one, or remove it");
        }
        Predicate<String> rule = ADDRESS_TYPES.getOrDefault(type, _ -> true);
        for (int i = 0; i < addresses.size(); i++) {
            if (!rule.test(addresses.get(i))) {
                refuseAddress(form, "addresses[" + i + "]", addresses.get(i), type);
            }
        }
        Form conditions = form.child("conditions");
        boolean ready = conditions.truth("ready").orElse(true);
        return new Endpoint(
                addresses,
                ready,
                conditions.truth("serving").orElse(ready),
                conditions.truth("terminating").orElse(false),
                form.child("hints").children("forZones").stream()
                        .map(zone -> zone.text("name"))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private static void refuseAddress(Form form, String key, String address, String type) {
        form.refuse(
                key,
                Reason.INVALID_FIELD,
                form.show(address) + " is not an address of type " + type,
                "write an address such as 10.0.0.1 for IPv4 or fd00::1 for IPv6");
    }

    private static EndpointPort port(Form form) {
        Optional<Integer> number = form.number("port");
        number.ifPresent(value -> Ports.check(form, "port", value));
        return new EndpointPort(Ports.name(form), number, Ports.protocol(form));
    }

    /// The subsets of an Endpoints object as slices of the Service that it shares its name with.
    static List<EndpointSliceObject> endpoints(Form root, Metadata metadata) {
        List<EndpointSliceObject> slices = new ArrayList<>();
        for (Form subset : root.children("subsets")) {
            List<Endpoint> endpoints = new ArrayList<>();
            addTo(endpoints, subset.children("addresses"), EndpointsReader::ready);
            addTo(endpoints, subset.children("notReadyAddresses"), EndpointsReader::notReady);
            List<EndpointPort> ports = new ArrayList<>();
            for (Form port : subset.children("ports")) {
                Ports.required(port, "port");
                ports.add(port(port));
            }
            String suffix = slices.isEmpty() ? "" : "-" + slices.size();
            NamespacedName id =
                    new NamespacedName(metadata.id().namespace(), metadata.id().name() + suffix);
            slices.add(new EndpointSliceObject(id, metadata.id().name(), endpoints, ports));
        }
        return slices;
    }

    private static Endpoint ready(String ip) {
        return new Endpoint(List.of(ip), true);
    }

    private static Endpoint notReady(String ip) {
        return new Endpoint(List.of(ip), false);
    }

    private static void addTo(
            List<Endpoint> endpoints, List<Form> addresses, Function<String, Endpoint> form) {
        for (Form address : addresses) {
            String ip = address.text("ip");
            if (!IpLiteral.isAddress(ip)) {
                refuseAddress(address, "ip", ip, "IPv4 or IPv6");
            }
            endpoints.add(form.apply(ip));
        }
    }
}
