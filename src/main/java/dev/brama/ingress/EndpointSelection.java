package dev.brama.ingress;

import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.syntax.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Chooses the endpoints of a Service that get requests.
final class EndpointSelection {
    private EndpointSelection() {}

    /// An endpoint at one of its ports.
    private record Candidate(Endpoint endpoint, int port) {}

    /// The addresses, sorted, each once.
    ///
    /// Ready endpoints, and while there is none, those that serve though they are about to end, as
    /// kube-proxy has it: the last Pods of a rollout answer until new ones are ready.
    ///
    /// @param slices the Service's
    /// @param ports those of the Service that are meant
    /// @param zone where the proxy runs, if hints of zones count
    static List<HostPort> of(
            List<EndpointSliceObject> slices, List<ServicePort> ports, Optional<String> zone) {
        List<Candidate> all = candidates(slices, ports);
        List<Candidate> ready = filter(all, Endpoint::ready);
        if (ready.isEmpty()) {
            return addresses(filter(all, endpoint -> endpoint.serving() && endpoint.terminating()));
        }
        return addresses(zone.map(name -> hinted(ready, name)).orElse(ready));
    }

    // Hints count only where each endpoint has one, and one of them is for this zone.
    private static List<Candidate> hinted(List<Candidate> ready, String zone) {
        boolean complete =
                ready.stream().noneMatch(candidate -> candidate.endpoint().zones().isEmpty());
        List<Candidate> near = filter(ready, endpoint -> endpoint.zones().contains(zone));
        return complete && !near.isEmpty() ? near : ready;
    }

    private static List<Candidate> candidates(
            List<EndpointSliceObject> slices, List<ServicePort> ports) {
        List<Candidate> found = new ArrayList<>();
        for (EndpointSliceObject slice : slices) {
            for (EndpointPort port : slice.ports()) {
                int number = port.port().orElse(0);
                if (number >= 1 && number <= 65535 && isMeant(port, ports)) {
                    slice.endpoints().forEach(at -> found.add(new Candidate(at, number)));
                }
            }
        }
        return found;
    }

    private static boolean isMeant(EndpointPort port, List<ServicePort> ports) {
        return ports.stream()
                .anyMatch(wanted ->
                        wanted.name().equals(port.name())
                                && wanted.protocol().equals(port.protocol()));
    }

    private static List<Candidate> filter(List<Candidate> all, Predicate<Endpoint> rule) {
        return all.stream().filter(candidate -> rule.test(candidate.endpoint())).toList();
    }

    private static List<HostPort> addresses(List<Candidate> chosen) {
        NavigableSet<HostPort> addresses = new TreeSet<>();
        for (Candidate candidate : chosen) {
            for (String address : candidate.endpoint().addresses()) {
                HostPort.of(address, candidate.port()).toOptional().ifPresent(addresses::add);
            }
        }
        return List.copyOf(addresses);
    }
}
