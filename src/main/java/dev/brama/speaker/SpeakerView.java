package dev.brama.speaker;

import dev.brama.address.AddressRules;
import dev.brama.address.AllocationInput;
import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.address.AllocationPlan;
import dev.brama.address.IpAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.kube.LiveNetwork;
import dev.brama.layer2.AnnouncedService;
import dev.brama.layer2.AnnouncedService.Answering;
import dev.brama.layer2.AnnouncementPlan;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.layer2.Diagnosis;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.Holder;
import dev.brama.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What a speaker can tell of itself and, having asked the others, of all.
final class SpeakerView {
    private final SpeakerOptions options;
    private final Parts parts;
    private final Inquiry inquiry;

    /// Of what it is told.
    ///
    /// @param standing of the grants, at any moment
    /// @param refusals why Services get no address, as the allocator here has it
    /// @param leads whether addresses are given out here
    /// @param leader the node on which they are; absent while nobody knows
    record Parts(
            LiveNetwork network,
            Announcers announcers,
            Planning planning,
            Strangers strangers,
            Supplier<Grants.Standing> standing,
            Supplier<SortedMap<NamespacedName, String>> refusals,
            BooleanSupplier leads,
            Supplier<Optional<String>> leader) {}

    SpeakerView(SpeakerOptions options, Parts parts) {
        this.options = options;
        this.parts = parts;
        this.inquiry = new Inquiry(options.status().getPort());
    }

    private String node() {
        return options.identity().node();
    }

    /// What this speaker tells the others.
    Account account() {
        SortedMap<String, String> refusals = new TreeMap<>();
        if (parts.leads().getAsBoolean()) {
            parts.refusals().get().forEach((id, why) -> refusals.put(id.toString(), why));
        }
        SortedMap<String, String> obstacles = new TreeMap<>();
        for (Announced service : parts.planning().plan().services()) {
            service.obstacles().getOrDefault(node(), Set.of()).stream()
                    .filter(Obstacle::isOfLink)
                    .forEach(one ->
                            obstacles.put(service.service().id().toString(), one.toString()));
        }
        return new Account(
                node(),
                parts.leads().getAsBoolean(),
                parts.standing().get().held().entrySet().stream()
                        .map(held ->
                                new Account.Held(
                                        held.getKey().toString(),
                                        held.getValue().epoch(),
                                        held.getValue().since()))
                        .toList(),
                refusals,
                obstacles);
    }

    /// Asks the others, for 1.5 s at most.
    Accounts ask() throws InterruptedException {
        Grants.Standing standing = parts.standing().get();
        Set<String> alive = standing.speakers();
        return Accounts.of(
                account(),
                inquiry.ask(
                        standing.peers().stream()
                                .filter(peer -> alive.contains(peer.node()))
                                .toList()),
                alive,
                standing.holders());
    }

    /// Who answers for what, and by which interfaces this node would.
    SpeakerStatus status(Accounts accounts) {
        Grants.Standing standing = parts.standing().get();
        SortedMap<IpAddress, List<Announced>> byAddress = new TreeMap<>();
        for (Announced service : parts.planning().plan().services()) {
            for (IpAddress address : service.addresses()) {
                byAddress.computeIfAbsent(address, _ -> new ArrayList<>()).add(service);
            }
        }
        List<SpeakerStatus.Address> addresses = new ArrayList<>();
        byAddress.forEach((address, services) -> addresses.add(told(address, services, accounts)));
        Set<String> used = parts.planning().cards().keySet();
        return new SpeakerStatus(
                node(),
                standing.mode(),
                standing.why(),
                standing.version(),
                standing.voters(),
                parts.leader().get().orElse(""),
                List.copyOf(accounts.silent()),
                addresses,
                parts.announcers().interfaces().stream()
                        .map(state -> told(state, used.contains(state.name())))
                        .toList());
    }

    private SpeakerStatus.Address told(
            IpAddress address, List<Announced> services, Accounts accounts) {
        Optional<Accounts.Held> held = accounts.held(address);
        Optional<String> holder =
                switch (accounts.holder(address)) {
                    case Holder.Node(String name) -> Optional.of(name);
                    case Holder.Nobody _ -> Optional.empty();
                    case Holder.Unknown _ -> Optional.empty();
                };
        return new SpeakerStatus.Address(
                address.toString(),
                services.stream().map(one -> one.service().id().toString()).toList(),
                services.getFirst().pool(),
                holder,
                held.map(Accounts.Held::epoch).orElse(0L),
                held.map(one -> since(one.since())),
                holder.equals(Optional.of(node())));
    }

    private static String since(long milliseconds) {
        return Instant.ofEpochMilli(milliseconds).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static SpeakerStatus.Interface told(InterfaceState state, boolean used) {
        return new SpeakerStatus.Interface(
                state.name(),
                state.mac().toString(),
                state.fitness().toString(),
                used,
                state.counted().requests(),
                state.counted().responses(),
                state.counted().gratuitous(),
                state.counted().conflicts(),
                state.counted().malformed());
    }

    /// What keeps Services from being reached, as seen from this node.
    List<Problem> findings(Accounts accounts) {
        NetworkState state = parts.network().state();
        List<Problem> all = new ArrayList<>(parts.network().problems());
        all.addAll(parts.network().foreignKinds());
        all.addAll(AddressRules.of(state, parts.planning().rules()).problems());
        List<AnnouncedService> services = new ArrayList<>(announced(accounts));
        services.addAll(pending(state, accounts));
        all.addAll(
                Diagnosis.of(
                        HostInspection.of(
                                node(), parts.announcers().links(), options.announcing().rules()),
                        services));
        return all.stream().sorted().distinct().toList();
    }

    /// The Services that have an address, and what becomes of them.
    List<AnnouncedService> announced(Accounts accounts) {
        AnnouncementPlan plan = parts.planning().plan();
        Set<IpAddress> seated = plan.seated();
        return plan.services().stream()
                .map(one -> announced(one, plan.apart(one, seated), accounts))
                .toList();
    }

    private AnnouncedService announced(
            Announced one, SortedSet<NamespacedName> apart, Accounts accounts) {
        Instant now = Instant.now();
        Map<IpAddress, String> claimed = new HashMap<>();
        for (IpAddress address : one.addresses()) {
            parts.strangers().of(address, now).ifPresent(card -> claimed.put(address, card));
        }
        SortedMap<String, String> obstacles =
                accounts.obstacles(one.service().id().toString(), one.obstacles());
        SortedSet<String> candidates = new TreeSet<>(one.nodes());
        candidates.removeAll(obstacles.keySet());
        return new AnnouncedService(
                one.service().id(),
                one.addresses(),
                Optional.empty(),
                new Answering(
                        one.isAdvertised(),
                        one.interfaces(),
                        candidates,
                        obstacles,
                        apart,
                        accounts.holder(one.addresses().getFirst())),
                claimed);
    }

    private List<AnnouncedService> pending(NetworkState state, Accounts accounts) {
        Set<NamespacedName> known = new HashSet<>();
        parts.planning().plan().services().forEach(one -> known.add(one.service().id()));
        SortedMap<NamespacedName, String> refusals =
                accounts.allocator().isPresent() ? new TreeMap<>() : refusals(state);
        return state.services().values().stream()
                .filter(LoadBalancerService::isLoadBalancer)
                .filter(service -> !known.contains(service.id()))
                .filter(service ->
                        service.wishes().loadBalancerClass().equals(options.loadBalancerClass()))
                .map(service ->
                        new AnnouncedService(
                                service.id(),
                                List.of(),
                                accounts.refusal(service.id().toString())
                                        .or(() -> Optional.ofNullable(refusals.get(service.id()))),
                                Answering.NONE,
                                Map.of()))
                .toList();
    }

    /// Why Services get no address, as far as it can be told without the memory of the one that
    /// gives them out.
    private SortedMap<NamespacedName, String> refusals(NetworkState state) {
        return AllocationPlan.of(
                        new AllocationInput(
                                state,
                                parts.planning().rules(),
                                options.loadBalancerClass(),
                                Memory.NONE,
                                Probing.NONE))
                .refusals();
    }
}
