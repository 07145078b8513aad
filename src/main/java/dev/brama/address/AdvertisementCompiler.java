package dev.brama.address;

import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.L2AdvertisementObject.PreferredNode;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Makes an advertisement of what is written, and says what is wrong with it.
final class AdvertisementCompiler {
    // What Linux takes for the name of an interface.
    private static final Pattern INTERFACE = Pattern.compile("[^/\\s:]{1,15}");
    private static final int MAX_WEIGHT = 100;

    private final NetworkState state;
    private final SortedMap<String, AddressPool> pools;
    private final Remembered remembered;
    private final List<Problem> problems;

    /// @param remembered what stands in for an advertisement with a selector that makes no sense
    /// @param problems where to add what is wrong
    AdvertisementCompiler(
            NetworkState state,
            SortedMap<String, AddressPool> pools,
            Remembered remembered,
            List<Problem> problems) {
        this.state = state;
        this.pools = pools;
        this.remembered = remembered;
        this.problems = problems;
    }

    Advertisement compile(L2AdvertisementObject written) {
        boolean makesSense =
                Selectors.makeSense(
                        List.of(
                                written.ipAddressPoolSelectors(),
                                written.nodeSelectors(),
                                written.serviceSelectors()));
        Optional<Advertisement> old =
                makesSense
                        ? Optional.empty()
                        : remembered.advertisement(written.name(), written.place(), pools.keySet());
        String consequence = old.isPresent() ? Remembered.STAYS : Selectors.NOTHING;
        Advertisement made = made(written, new Selectors(written.place(), problems, consequence));
        return old.orElse(made);
    }

    private Advertisement made(L2AdvertisementObject written, Selectors selectors) {
        selectors.checkNames("ipAddressPools", written.ipAddressPools());
        selectors.checked("ipAddressPoolSelectors", written.ipAddressPoolSelectors());
        selectors.checkNames("interfaces", written.interfaces());
        checkInterfaces(written);
        List<LabelSelector> nodes = selectors.checked("nodeSelectors", written.nodeSelectors());
        warnOfNoNode(written);
        return new Advertisement(
                written.name(),
                written.place(),
                poolsOf(written),
                nodes,
                new LinkedHashSet<>(written.interfaces()),
                selectors.checked("serviceSelectors", written.serviceSelectors()),
                preferences(written, selectors));
    }

    /// With names and selectors of which none matches, there is no pool, and by no means all.
    private SortedSet<String> poolsOf(L2AdvertisementObject written) {
        if (written.ipAddressPools().isEmpty() && written.ipAddressPoolSelectors().isEmpty()) {
            return new TreeSet<>(pools.keySet());
        }
        SortedSet<String> names = new TreeSet<>();
        for (int i = 0; i < written.ipAddressPools().size(); i++) {
            String name = written.ipAddressPools().get(i);
            if (pools.containsKey(name)) {
                names.add(name);
            } else {
                problems.add(
                        Problem.error(
                                written.place().object(),
                                written.place().field("ipAddressPools[" + i + "]"),
                                Reason.MISSING_REFERENCE,
                                "there is no pool " + Excerpt.of(name),
                                pools.isEmpty()
                                        ? "add the pool"
                                        : "write one of " + String.join(", ", pools.keySet())));
            }
        }
        for (LabelSelector selector : written.ipAddressPoolSelectors()) {
            pools.values().stream()
                    .filter(pool -> selector.matches(pool.labels()))
                    .forEach(pool -> names.add(pool.name()));
        }
        if (names.isEmpty() && written.ipAddressPools().isEmpty()) {
            problems.add(
                    Problem.warning(
                            written.place().object(),
                            written.place().field("ipAddressPoolSelectors"),
                            Reason.INEFFECTIVE_SETTING,
                            "no pool has such labels; nothing is announced by this",
                            "label a pool, or name it in ipAddressPools"));
        }
        return names;
    }

    private void checkInterfaces(L2AdvertisementObject written) {
        for (int i = 0; i < written.interfaces().size(); i++) {
            String name = written.interfaces().get(i);
            if (!INTERFACE.matcher(name).matches()) {
                problems.add(
                        Problem.error(
                                written.place().object(),
                                written.place().field("interfaces[" + i + "]"),
                                Reason.INVALID_FIELD,
                                Excerpt.of(name) + " is not the name of an interface",
                                "write a name as ip link shows it, such as eth0"));
            }
        }
    }

    private void warnOfNoNode(L2AdvertisementObject written) {
        boolean matchesNone =
                !written.nodeSelectors().isEmpty()
                        && state.nodes().values().stream()
                                .noneMatch(node ->
                                        written.nodeSelectors().stream()
                                                .anyMatch(each -> each.matches(node.labels())));
        if (matchesNone && !state.nodes().isEmpty()) {
            problems.add(
                    Problem.warning(
                            written.place().object(),
                            written.place().field("nodeSelectors"),
                            Reason.INEFFECTIVE_SETTING,
                            "no node has such labels; nothing is announced by this",
                            "label a node, or change the selectors"));
        }
    }

    private List<Advertisement.Preference> preferences(
            L2AdvertisementObject written, Selectors selectors) {
        List<Advertisement.Preference> preferences = new ArrayList<>();
        for (int i = 0; i < written.preferredNodeSelectors().size(); i++) {
            PreferredNode preferred = written.preferredNodeSelectors().get(i);
            selectors.check("preferredNodeSelectors[" + i + "].preference", preferred.preference());
            if (preferred.weight() < 1 || preferred.weight() > MAX_WEIGHT) {
                problems.add(
                        Problem.error(
                                written.place().object(),
                                written.place().field("preferredNodeSelectors[" + i + "].weight"),
                                Reason.INVALID_FIELD,
                                preferred.weight() + " is no weight; this preference is left out",
                                "write a number from 1 to " + MAX_WEIGHT));
            } else {
                preferences.add(
                        new Advertisement.Preference(preferred.weight(), preferred.preference()));
            }
        }
        return preferences;
    }
}
