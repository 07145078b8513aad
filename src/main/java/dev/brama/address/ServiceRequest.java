package dev.brama.address;

import dev.brama.cluster.IpFamily;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.problem.Excerpt;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a Service asks for.
///
/// @param service the Service
/// @param families of its cluster addresses, the first one first
/// @param policy how many families it wants
/// @param pool the pool that it asks for
/// @param addresses the addresses that it asks for
/// @param terms on which terms it shares
record ServiceRequest(
        LoadBalancerService service,
        List<IpFamily> families,
        Policy policy,
        Optional<String> pool,
        Set<IpAddress> addresses,
        SharingTerms terms) {
    ServiceRequest {
        families = List.copyOf(families);
        addresses = Set.copyOf(addresses);
    }

    /// How many families a Service wants.
    enum Policy {
        SINGLE,
        PREFER_DUAL,
        REQUIRE_DUAL
    }

    /// What comes of reading it.
    sealed interface Reading {}

    /// @param request what it asks for
    record Sound(ServiceRequest request) implements Reading {}

    /// One that cannot be served.
    ///
    /// @param reason for the Event
    /// @param message why
    record Unsound(String reason, String message) implements Reading {}

    static Reading read(LoadBalancerService service) {
        List<IpFamily> families = families(service);
        Policy policy = policy(service, families);
        if (families.isEmpty()) {
            return new Unsound("noclusterIPsIPFamily", "the Service has no cluster address");
        }
        if (policy == Policy.REQUIRE_DUAL && families.size() < 2) {
            return new Unsound(
                    "not enough clusterips",
                    "the Service requires both families and has a cluster address of one");
        }
        Optional<String> annotated = ServiceAnnotation.LOAD_BALANCER_IPS.of(service);
        String single = service.wishes().loadBalancerIp().strip();
        if (annotated.isPresent() && !single.isEmpty()) {
            return failed(
                    "spec.loadBalancerIP and the annotation "
                            + ServiceAnnotation.LOAD_BALANCER_IPS.key()
                            + " both name addresses; remove one of them");
        }
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (String text : annotated.orElse(single).split(",", -1)) {
            if (!text.isBlank()) {
                Optional<IpAddress> address = IpAddress.parse(text.strip());
                if (address.isEmpty()) {
                    return failed(
                            Excerpt.of(text.strip())
                                    + ", which the Service asks for, is not an IP address");
                }
                addresses.add(address.get());
            }
        }
        Optional<String> fault = fault(addresses, families, policy);
        if (fault.isPresent()) {
            return failed(fault.get());
        }
        return new Sound(
                new ServiceRequest(
                        service,
                        families,
                        policy,
                        ServiceAnnotation.ADDRESS_POOL.of(service),
                        addresses,
                        SharingTerms.of(service)));
    }

    private static Unsound failed(String message) {
        return new Unsound(AllocationEvent.ALLOCATION_FAILED, message);
    }

    private static List<IpFamily> families(LoadBalancerService service) {
        List<IpFamily> families = new ArrayList<>();
        for (String ip : service.families().clusterIps()) {
            IpAddress.parse(ip)
                    .map(IpAddress::family)
                    .filter(family -> !families.contains(family))
                    .ifPresent(families::add);
        }
        return families;
    }

    private static Policy policy(LoadBalancerService service, List<IpFamily> families) {
        return switch (service.families().policy()) {
            case "RequireDualStack" -> Policy.REQUIRE_DUAL;
            case "PreferDualStack" -> families.size() > 1 ? Policy.PREFER_DUAL : Policy.SINGLE;
            default -> Policy.SINGLE;
        };
    }

    /// Asking for one address is enough where a second one is only preferred.
    private static Optional<String> fault(
            Set<IpAddress> addresses, List<IpFamily> families, Policy policy) {
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        Set<IpFamily> wanted = EnumSet.noneOf(IpFamily.class);
        for (IpAddress address : addresses) {
            if (!wanted.add(address.family())) {
                return Optional.of("the Service asks for two addresses of one family");
            }
            if (!families.contains(address.family())) {
                return Optional.of(
                        "the Service asks for "
                                + address
                                + " and has no cluster address of "
                                + address.family().token());
            }
        }
        return policy == Policy.REQUIRE_DUAL && wanted.size() < 2
                ? Optional.of("the Service requires both families and asks for one address")
                : Optional.empty();
    }

    /// The key under which a Service shares its address; empty where it does not.
    static String sharingKey(LoadBalancerService service) {
        return ServiceAnnotation.ALLOW_SHARED_IP.of(service).orElse("");
    }

    /// The families that it is to get, if it can.
    List<IpFamily> wanted() {
        return policy == Policy.SINGLE ? families.subList(0, 1) : families;
    }
}
