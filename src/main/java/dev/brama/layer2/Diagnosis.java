package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.AnnouncedService.Answering;
import dev.brama.layer2.HostFacts.Interface;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What keeps a Service from being reached from the LAN, and how to mend it.
public final class Diagnosis {
    private static final int MOST_NAMES = 8;
    private static final String IPV4_CONF = "net.ipv4.conf.";

    private Diagnosis() {}

    /// Looks at a node and at the Services.
    ///
    /// @param host the node that this is looked at from
    public static List<Problem> of(HostFacts host, List<AnnouncedService> services) {
        List<Problem> problems = new ArrayList<>();
        node(host, problems);
        services.forEach(service -> service(host, service, problems));
        return problems.stream().sorted().distinct().toList();
    }

    private static void node(HostFacts host, List<Problem> problems) {
        ObjectRef node = new ObjectRef("Node", "", host.node());
        List<Interface> usable = host.interfaces().stream().filter(Interface::announces).toList();
        if (usable.isEmpty()) {
            problems.add(
                    Problem.error(
                            node,
                            "",
                            Reason.MISSING_INTERFACE,
                            "no interface of this node can announce addresses: "
                                    + names(host.interfaces())
                                    + " are down, excluded, without broadcast or ports of a bridge",
                            "Switch one on with \"ip link set NAME up\", or name it in an"
                                    + " advertisement."));
        }
        for (Interface link : usable) {
            link(host, node, link, problems);
        }
    }

    private static void link(
            HostFacts host, ObjectRef node, Interface link, List<Problem> problems) {
        String name = link.name();
        if (!link.up()) {
            problems.add(
                    Problem.error(
                            node,
                            name,
                            Reason.LINK_DOWN,
                            name + " is down, nothing is announced on it",
                            "Switch it on: ip link set " + name + " up"));
        } else if (!link.carrier()) {
            problems.add(
                    Problem.error(
                            node,
                            name,
                            Reason.LINK_DOWN,
                            name + " is up but has no carrier, nothing is announced on it",
                            "Look at the cable and at the switch's port."));
        }
        if (host.ipvs() && HostFacts.inForce(host.arpIgnore(), name) < 1) {
            problems.add(
                    Problem.error(
                            node,
                            IPV4_CONF + name + ".arp_ignore",
                            Reason.ARP_NOT_STRICT,
                            "kube-proxy in the mode IPVS puts every address on every node, and the"
                                    + " kernel of this one answers ARP for all of them on "
                                    + name,
                            "Set ipvs.strictARP: true in the configuration of kube-proxy and"
                                    + " restart it."));
        }
        if (host.ipvs() && HostFacts.inForce(host.arpAnnounce(), name) < 2) {
            problems.add(
                    Problem.warning(
                            node,
                            IPV4_CONF + name + ".arp_announce",
                            Reason.ARP_NOT_STRICT,
                            "this node may name an address of a Service as its own when it asks for"
                                    + " others on "
                                    + name,
                            "Set ipvs.strictARP: true in the configuration of kube-proxy and"
                                    + " restart it."));
        }
        long several =
                host.interfaces().stream().filter(one -> one.up() && one.announces()).count();
        if (HostFacts.inForce(host.reversePathFilter(), name) == 1 && several > 1) {
            problems.add(
                    Problem.warning(
                            node,
                            IPV4_CONF + name + ".rp_filter",
                            Reason.REVERSE_PATH_FILTER,
                            "the strict reverse path filter drops requests that come in on "
                                    + name
                                    + " from clients whose route leads over another interface",
                            "Set it to 2: sysctl -w " + IPV4_CONF + name + ".rp_filter=2"));
        }
    }

    private static void service(HostFacts host, AnnouncedService one, List<Problem> problems) {
        ObjectRef service =
                new ObjectRef("Service", one.service().namespace(), one.service().name());
        if (one.addresses().isEmpty()) {
            problems.add(
                    Problem.error(
                            service,
                            "status.loadBalancer",
                            Reason.NO_ADDRESS,
                            one.refusal().orElse("it has no address yet"),
                            "Change what it asks for, or the pools; its Events: kubectl describe"
                                    + " service -n "
                                    + one.service().namespace()
                                    + " "
                                    + one.service().name()));
            return;
        }
        problems.addAll(silence(one));
        one.strangers()
                .forEach((address, mac) ->
                        problems.add(
                                Problem.error(
                                        service,
                                        "status.loadBalancer",
                                        Reason.ADDRESS_IN_USE,
                                        address
                                                + " is answered for by "
                                                + mac
                                                + ", which is no node of this cluster",
                                        "Take the address from that machine, or out of the pool.")));
        if (one.answering().holder().equals(new Holder.Node(host.node()))) {
            subnets(host, service, one, problems);
        }
        missing(host, service, one, problems);
    }

    /// Why nobody answers for the addresses that a Service has; a warning where that is unknown.
    public static List<Problem> silence(AnnouncedService one) {
        ObjectRef service =
                new ObjectRef("Service", one.service().namespace(), one.service().name());
        List<Problem> problems = new ArrayList<>();
        Answering answering = one.answering();
        String addresses = list(one.addresses());
        if (!answering.isAdvertised()) {
            problems.add(
                    Problem.error(
                            service,
                            "status.loadBalancer",
                            Reason.NOT_ANNOUNCED,
                            "it has "
                                    + addresses
                                    + ", but no advertisement is for its pool, so no node answers",
                            "Make an L2Advertisement for the pool, or drop the selectors that keep"
                                    + " the Service out."));
        } else if (answering.candidates().isEmpty()) {
            problems.add(
                    Problem.error(
                            service,
                            "spec",
                            Reason.NO_NODE,
                            "no node may answer for " + addresses + ": " + obstacles(answering),
                            "Mend one of these: its endpoints (kubectl get endpointslices), a node,"
                                    + " or the nodeSelectors and interfaces of the"
                                    + " advertisement."));
        } else if (!answering.apart().isEmpty()) {
            problems.add(
                    Problem.error(
                            service,
                            "spec.externalTrafficPolicy",
                            Reason.NO_NODE,
                            "it shares "
                                    + addresses
                                    + " with "
                                    + joined(answering.apart())
                                    + ", and no node may answer for all of them: for this one only "
                                    + joined(answering.candidates())
                                    + " may",
                            "Give one of them an address of its own, or let endpoints of all of"
                                    + " them run on one node, or use externalTrafficPolicy:"
                                    + " Cluster."));
        } else {
            unanswered(service, one, problems);
        }
        return problems;
    }

    private static void unanswered(
            ObjectRef service, AnnouncedService one, List<Problem> problems) {
        String addresses = list(one.addresses());
        switch (one.answering().holder()) {
            case Holder.Node _ -> {}
            case Holder.Nobody _ ->
                    problems.add(
                            Problem.error(
                                    service,
                                    "status.loadBalancer",
                                    Reason.NO_NODE,
                                    "nobody answers for " + addresses + " now",
                                    "Wait a second; if it stays so, see brama speaker status on"
                                            + " the nodes "
                                            + joined(one.answering().candidates())));
            case Holder.Unknown(SortedSet<String> silent) ->
                    problems.add(
                            Problem.warning(
                                    service,
                                    "status.loadBalancer",
                                    Reason.UNKNOWN_HOLDER,
                                    "it is not known who answers for "
                                            + addresses
                                            + ": the speaker on "
                                            + joined(silent)
                                            + " did not say what it holds",
                                    "See its log; a firewall between the nodes may keep its status"
                                            + " port from the others."));
        }
    }

    /// Each obstacle once, with the nodes that it keeps away.
    private static String obstacles(Answering answering) {
        if (answering.obstacles().isEmpty()) {
            return "there is no node with a speaker";
        }
        SortedMap<String, List<String>> nodes = new TreeMap<>();
        answering
                .obstacles()
                .forEach((node, why) ->
                        nodes.computeIfAbsent(why, _ -> new ArrayList<>()).add(node));
        return nodes.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + some(entry.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMES
                ? joined(names)
                : joined(names.subList(0, MOST_NAMES))
                        + " and "
                        + (names.size() - MOST_NAMES)
                        + " more";
    }

    private static String joined(Collection<?> names) {
        return names.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static void subnets(
            HostFacts host, ObjectRef service, AnnouncedService one, List<Problem> problems) {
        List<Interface> used =
                host.interfaces().stream().filter(link -> isUsed(link, one)).toList();
        for (IpAddress address : one.addresses()) {
            boolean local =
                    used.stream()
                            .flatMap(link -> link.subnets().stream())
                            .anyMatch(subnet -> subnet.contains(address));
            if (!local && !used.isEmpty()) {
                problems.add(
                        Problem.warning(
                                service,
                                "status.loadBalancer",
                                Reason.WRONG_SUBNET,
                                address
                                        + " is in no subnet of "
                                        + names(used)
                                        + ": neighbours ask for it only if a route tells them to",
                                "Take addresses of the LAN into the pool, or route them to the LAN"
                                        + " of the nodes."));
            }
        }
    }

    private static boolean isUsed(Interface link, AnnouncedService one) {
        Set<String> interfaces = one.answering().interfaces();
        return interfaces.isEmpty() ? link.announces() : interfaces.contains(link.name());
    }

    private static void missing(
            HostFacts host, ObjectRef service, AnnouncedService one, List<Problem> problems) {
        Set<String> interfaces = one.answering().interfaces();
        boolean some =
                host.interfaces().stream().anyMatch(link -> interfaces.contains(link.name()));
        if (!interfaces.isEmpty() && !some) {
            problems.add(
                    Problem.warning(
                            service,
                            "interfaces",
                            Reason.MISSING_INTERFACE,
                            "the advertisement names "
                                    + interfaces.stream().sorted().collect(Collectors.joining(", "))
                                    + ", and "
                                    + host.node()
                                    + " has only "
                                    + names(host.interfaces())
                                    + ", so this node does not answer",
                            "Name an interface that the node has, or select other nodes."));
        }
    }

    private static String list(List<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "));
    }

    private static String names(List<Interface> interfaces) {
        return interfaces.isEmpty()
                ? "none"
                : interfaces.stream().map(Interface::name).collect(Collectors.joining(", "));
    }
}
