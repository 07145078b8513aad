package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.cluster.Place;
import dev.brama.kube.Value.Fields;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// Reads pools and advertisements that are no objects of their own: Brama's `pools` and
/// `advertisements`, and `address-pools` as MetalLB had them until 0.12.
final class AddressConfigReader {
    /// The key of Brama's ConfigMap.
    static final String OWN_KEY = "addresses.yaml";

    /// The key of the ConfigMap of old.
    static final String LEGACY_KEY = "config";

    private static final String POOLS = "pools";
    private static final String ADVERTISEMENTS = "advertisements";
    private static final String LEGACY_POOLS = "address-pools";
    private static final String INLINE = "configInline";
    private static final Set<String> BGP = Set.of("peers", "bgp-communities", "bfd-profiles");

    private final ObjectRef object;
    private final Findings findings;

    private AddressConfigReader(Findings findings, ObjectRef object) {
        this.findings = findings;
        this.object = object;
    }

    /// Whether a document that is no object is such a configuration.
    static boolean isConfig(Fields document) {
        Set<String> keys = document.values().keySet();
        return keys.contains(LEGACY_POOLS)
                || keys.contains(INLINE)
                || (keys.contains(POOLS) && !keys.contains("kind"))
                || (keys.contains(ADVERTISEMENTS) && !keys.contains("kind"));
    }

    /// Reads a document that is no object.
    static AddressConfig read(Findings findings, ObjectRef object, Form root) {
        AddressConfigReader reader = new AddressConfigReader(findings, object);
        return root.has(INLINE) ? reader.read(root.child(INLINE), INLINE) : reader.read(root, "");
    }

    /// What a ConfigMap says about addresses; empty where it says nothing about them.
    static Optional<Checked<AddressConfig>> of(ConfigMapObject configMap) {
        List<Checked<AddressConfig>> all = new ArrayList<>();
        ObjectRef object = configMap.id().as(Kind.CONFIG_MAP.title());
        String own = configMap.data().get(OWN_KEY);
        if (own != null) {
            all.add(parse(object, OWN_KEY, own));
        }
        String legacy = configMap.data().get(LEGACY_KEY);
        // Many a ConfigMap has a key of this name.
        if (legacy != null && legacy.contains(LEGACY_POOLS + ":")) {
            all.add(parse(object, LEGACY_KEY, legacy));
        }
        return all.stream().reduce(AddressConfigReader::joined);
    }

    private static Checked<AddressConfig> joined(
            Checked<AddressConfig> one, Checked<AddressConfig> other) {
        List<Problem> problems = new ArrayList<>(one.problems());
        problems.addAll(other.problems());
        return new Checked<>(joined(one.value(), other.value()), problems);
    }

    static AddressConfig joined(AddressConfig one, AddressConfig other) {
        List<IpAddressPoolObject> pools = new ArrayList<>(one.pools());
        pools.addAll(other.pools());
        List<L2AdvertisementObject> advertisements = new ArrayList<>(one.advertisements());
        advertisements.addAll(other.advertisements());
        List<LegacyAddressPool> legacy = new ArrayList<>(one.legacyPools());
        legacy.addAll(other.legacyPools());
        return new AddressConfig(pools, advertisements, legacy);
    }

    private static Checked<AddressConfig> parse(ObjectRef object, String key, String text) {
        String path = "data[" + key + "]";
        Findings findings = Findings.of(object);
        AddressConfigReader reader = new AddressConfigReader(findings, object);
        AddressConfig config = AddressConfig.EMPTY;
        for (Piece piece : Piece.split(text)) {
            for (Outcome outcome : YamlParser.parse(piece)) {
                switch (outcome) {
                    case Outcome.Parsed(Fields root) ->
                            config =
                                    joined(
                                            config,
                                            reader.read(Form.of(findings, path, root), path));
                    case Outcome.Parsed(Value value) -> reader.stray(path, value);
                    case Outcome.Broken broken ->
                            findings.error(
                                    path,
                                    broken.line(),
                                    Reason.MALFORMED_DOCUMENT,
                                    broken.place() + ": " + broken.reason(),
                                    broken.fix());
                }
            }
        }
        return new Checked<>(
                config, findings.found().stream().map(Finding::problem).distinct().toList());
    }

    private void stray(String path, Value value) {
        if (!(value instanceof Value.Scalar scalar && scalar.is(ScalarType.NOTHING))) {
            findings.wrongType(path, value, "a mapping");
        }
    }

    private AddressConfig read(Form form, String path) {
        for (String key : form.keys()) {
            if (BGP.contains(key)) {
                form.warn(
                        key,
                        Reason.UNSUPPORTED_SETTING,
                        "addresses are not announced by BGP",
                        "remove it");
            } else if (!Set.of(POOLS, ADVERTISEMENTS, LEGACY_POOLS).contains(key)) {
                form.warn(
                        key,
                        Reason.UNKNOWN_SETTING,
                        "nobody knows this field",
                        "write pools and advertisements, or remove it");
            }
        }
        List<IpAddressPoolObject> pools = each(form, path, POOLS, this::pool);
        List<L2AdvertisementObject> advertisements =
                each(form, path, ADVERTISEMENTS, this::advertisement);
        return new AddressConfig(
                pools,
                pools.isEmpty() || !form.children(ADVERTISEMENTS).isEmpty()
                        ? advertisements
                        : List.of(everywhere(pools, path)),
                each(form, path, LEGACY_POOLS, this::legacyPool));
    }

    /// Who writes pools alone, as before there were advertisements, wants them announced. With
    /// MetalLB's objects that is forgotten more often than any other thing.
    private L2AdvertisementObject everywhere(List<IpAddressPoolObject> pools, String path) {
        return new L2AdvertisementObject(
                new Place(object, (path.isEmpty() ? "" : path + ".") + POOLS),
                "all-pools",
                pools.stream().map(IpAddressPoolObject::name).toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// The entries of a list; one with a mistake of form is left out, and the others stay.
    private <T> List<T> each(Form form, String path, String key, BiFunction<Form, Place, T> read) {
        List<T> all = new ArrayList<>();
        List<Form> entries = form.children(key);
        for (int i = 0; i < entries.size(); i++) {
            int before = findings.errors();
            String place = (path.isEmpty() ? "" : path + ".") + key + "[" + i + "]";
            T entry = read.apply(entries.get(i), new Place(object, place));
            if (findings.errors() == before) {
                all.add(entry);
            }
        }
        return all;
    }

    private IpAddressPoolObject pool(Form form, Place place) {
        return PoolReader.read(form, place, name(form), form.textMap("labels"), Optional.empty());
    }

    private L2AdvertisementObject advertisement(Form form, Place place) {
        String name = form.text("name");
        return AdvertisementReader.read(form, place, name.isEmpty() ? place.path() : name);
    }

    private LegacyAddressPool legacyPool(Form form, Place place) {
        if (!form.lacks("bgp-advertisements")) {
            form.warn(
                    "bgp-advertisements",
                    Reason.UNSUPPORTED_SETTING,
                    "addresses are not announced by BGP",
                    "remove it");
        }
        return new LegacyAddressPool(
                place,
                name(form),
                form.required("protocol", "the pool names no protocol", "write protocol: layer2"),
                form.texts("addresses"),
                form.truth("auto-assign").orElse(true),
                form.truth("avoid-buggy-ips").orElse(false));
    }

    private static String name(Form form) {
        return form.required("name", "the pool has no name", "add a name");
    }
}
