package dev.brama.address;

import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.cluster.IpFamily;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.LoadBalancerService.Families;
import dev.brama.cluster.LoadBalancerService.Version;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Says what is wrong with pools, advertisements and the Services that want addresses of them,
/// before any of it is in a cluster.
public final class AddressCheck {
    // Cluster addresses that stand in for those that the API server will give.
    private static final String SOME_V4 = "192.0.2.1";
    private static final String SOME_V6 = "2001:db8::1";

    private AddressCheck() {}

    /// What is wrong with these objects.
    public static List<Problem> problems(NetworkState state) {
        Checked<AddressRules> rules = AddressRules.of(state, AddressRules.NONE);
        List<Problem> problems = new ArrayList<>(rules.problems());
        // Without pools, somebody else may give the addresses; and without namespaces it cannot be
        // told which of them a selector means.
        boolean isTold =
                !rules.value().pools().isEmpty()
                        && (!state.namespaces().isEmpty() || !selectsNamespaces(state));
        if (isTold) {
            AllocationPlan plan =
                    AllocationPlan.of(
                            new AllocationInput(
                                    withClusterAddresses(state),
                                    rules.value(),
                                    Optional.empty(),
                                    Memory.NONE,
                                    Probing.NONE));
            plan.standing().forEach(event -> problem(event).ifPresent(problems::add));
        }
        return problems;
    }

    private static boolean selectsNamespaces(NetworkState state) {
        return state.pools().stream()
                .anyMatch(pool ->
                        pool.serviceAllocation()
                                .filter(each -> !each.namespaceSelectors().isEmpty())
                                .isPresent());
    }

    private static NetworkState withClusterAddresses(NetworkState state) {
        SortedMap<NamespacedName, LoadBalancerService> services = new TreeMap<>();
        state.services()
                .forEach((id, service) ->
                        services.put(
                                id,
                                service.version().equals(Version.NONE)
                                                && service.families().clusterIps().isEmpty()
                                        ? service.with(given(service.families()))
                                        : service));
        return state.withServices(services);
    }

    private static Families given(Families families) {
        List<String> ips = new ArrayList<>();
        families.ipFamilies().stream()
                .flatMap(token -> IpFamily.of(token).stream())
                .forEach(family -> ips.add(family == IpFamily.IPV4 ? SOME_V4 : SOME_V6));
        boolean wantsBoth = families.policy().endsWith("DualStack");
        if (ips.isEmpty()) {
            ips.add(SOME_V4);
        }
        if (wantsBoth && ips.size() == 1) {
            ips.add(ips.getFirst().equals(SOME_V4) ? SOME_V6 : SOME_V4);
        }
        return new Families(ips, families.ipFamilies(), families.policy());
    }

    private static Optional<Problem> problem(AllocationEvent event) {
        LoadBalancerService service = event.service();
        return switch (event.reason()) {
            // The old annotations go on working.
            case AllocationEvent.DEPRECATED -> Optional.empty();
            case AllocationEvent.ADDITION_FAILED ->
                    Optional.of(
                            Problem.warning(
                                    service.ref(),
                                    "",
                                    Reason.NO_ADDRESS,
                                    event.message(),
                                    "enlarge the pool"));
            case AllocationEvent.CONFLICT ->
                    Optional.of(
                            Problem.warning(
                                    service.ref(),
                                    "status.loadBalancer",
                                    Reason.ADDRESS_CLAIMED,
                                    event.message(),
                                    "change the pool"));
            default ->
                    Optional.of(
                            Problem.error(
                                    service.ref(),
                                    wish(service),
                                    Reason.NO_ADDRESS,
                                    "the Service gets no address: " + event.cause(),
                                    "change what the Service asks for, or the pools"));
        };
    }

    /// The field by which the Service asks for something of its own; empty where there is none.
    private static String wish(LoadBalancerService service) {
        if (!service.wishes().loadBalancerIp().isBlank()) {
            return "spec.loadBalancerIP";
        }
        for (ServiceAnnotation annotation :
                List.of(ServiceAnnotation.LOAD_BALANCER_IPS, ServiceAnnotation.ADDRESS_POOL)) {
            for (String key : List.of(annotation.key(), annotation.oldKey())) {
                if (service.annotations().containsKey(key)) {
                    return "metadata.annotations[" + key + "]";
                }
            }
        }
        return "";
    }
}
