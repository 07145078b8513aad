package dev.brama.address;

import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.problem.Checked;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What `address-pools` of old come to in today's words, as MetalLB's own converter has it: each
/// pool is a pool, and each of protocol `layer2` gets an advertisement.
///
/// @param pools the pools
/// @param advertisements the advertisements
record LegacyRules(List<IpAddressPoolObject> pools, List<L2AdvertisementObject> advertisements) {
    LegacyRules {
        pools = List.copyOf(pools);
        advertisements = List.copyOf(advertisements);
    }

    static Checked<LegacyRules> of(List<LegacyAddressPool> written) {
        List<IpAddressPoolObject> pools = new ArrayList<>();
        List<L2AdvertisementObject> advertisements = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (LegacyAddressPool pool : written) {
            pools.add(
                    new IpAddressPoolObject(
                            pool.place(),
                            pool.name(),
                            new TreeMap<>(),
                            Optional.empty(),
                            pool.addresses(),
                            pool.autoAssign(),
                            pool.avoidBuggyIps(),
                            Optional.empty()));
            if (pool.protocol().equals("layer2")) {
                advertisements.add(advertisement(pool, advertisements.size() + 1));
            } else {
                problems.add(unannounced(pool));
            }
        }
        return new Checked<>(new LegacyRules(pools, advertisements), problems);
    }

    private static L2AdvertisementObject advertisement(LegacyAddressPool pool, int number) {
        return new L2AdvertisementObject(
                pool.place(),
                "l2advertisement" + number,
                List.of(pool.name()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Problem unannounced(LegacyAddressPool pool) {
        boolean isBgp = pool.protocol().equals("bgp");
        return Problem.error(
                pool.place().object(),
                pool.place().field("protocol"),
                isBgp ? Reason.UNSUPPORTED_SETTING : Reason.INVALID_FIELD,
                isBgp
                        ? "addresses are not announced by BGP"
                        : Excerpt.of(pool.protocol()) + " is not a protocol",
                "write protocol: layer2");
    }
}
