package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.cluster.Place;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
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
    private static final String BGP_ADVERTISEMENTS = "bgp-advertisements";
    private static final Set<String> LEGACY_FIELDS =
            Set.of("protocol", "addresses", "auto-assign", "avoid-buggy-ips");
    private static final Set<String> BGP = Set.of("peers", "bgp-communities", "bfd-profiles");

    private final ObjectRef object;
    private final Findings findings;
    private final List<UnreadEntry> unread = new ArrayList<>();

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
        Form form = root.has(INLINE) ? root.child(INLINE) : root;
        return joined(reader.read(form), AddressConfig.of(reader.unread));
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
        if (legacy != null && legacy.contains(LEGACY_POOLS)) {
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
        List<UnreadEntry> unread = new ArrayList<>(one.unread());
        unread.addAll(other.unread());
        return new AddressConfig(pools, advertisements, legacy, unread);
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
                            config = joined(config, reader.read(Form.of(findings, path, root)));
                    case Outcome.Parsed(Value value) -> reader.stray(path, value);
                    case Outcome.Broken broken -> {
                        findings.error(
                                path,
                                broken.line(),
                                Reason.MALFORMED_DOCUMENT,
                                broken.place() + ": " + broken.reason(),
                                broken.fix());
                        reader.unread(path, "", Extent.ALL);
                    }
                }
            }
        }
        return new Checked<>(
                joined(config, AddressConfig.of(reader.unread)),
                findings.found().stream().map(Finding::problem).distinct().toList());
    }

    private void stray(String path, Value value) {
        if (!(value instanceof Value.Scalar scalar && scalar.is(ScalarType.NOTHING))) {
            findings.wrongType(path, value, "a mapping");
            unread(path, "", Extent.ALL);
        }
    }

    private void unread(String path, String name, Extent extent) {
        unread.add(new UnreadEntry(new Place(object, path), name, extent));
    }

    private AddressConfig read(Form form) {
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
        List<IpAddressPoolObject> pools = each(form, POOLS, Extent.POOL, this::pool);
        List<String> names =
                new ArrayList<>(pools.stream().map(IpAddressPoolObject::name).toList());
        unread.stream()
                .filter(entry -> entry.extent() == Extent.POOL && !entry.name().isEmpty())
                .forEach(entry -> names.add(entry.name()));
        List<L2AdvertisementObject> advertisements =
                each(form, ADVERTISEMENTS, Extent.ADVERTISEMENT, this::advertisement);
        return new AddressConfig(
                pools,
                names.isEmpty() || !form.lacks(ADVERTISEMENTS)
                        ? advertisements
                        : List.of(everywhere(names, form)),
                each(form, LEGACY_POOLS, Extent.POOL, this::legacyPool),
                List.of());
    }

    /// Who writes pools alone, as before there were advertisements, wants them announced. With
    /// MetalLB's objects that is forgotten more often than any other thing.
    private L2AdvertisementObject everywhere(List<String> pools, Form form) {
        return new L2AdvertisementObject(
                new Place(object, form.path(POOLS)),
                "all-pools",
                pools,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// The entries of a list; one with a mistake of form is left out, and the others stay.
    private <T> List<T> each(
            Form form, String key, Extent extent, BiFunction<Form, Place, T> read) {
        if (form.isNoListOfMappings(key)) {
            unread(form.path(), "", Extent.ALL);
        }
        List<T> all = new ArrayList<>();
        for (Form entry : form.children(key)) {
            int before = findings.errors();
            T made = read.apply(entry, new Place(object, entry.path()));
            if (findings.errors() == before) {
                all.add(made);
            } else {
                unread(entry.path(), entry.anyText("name"), extent);
            }
        }
        return all;
    }

    private IpAddressPoolObject pool(Form form, Place place) {
        form.warnOfOthers(PoolReader.FIELDS, Set.of("name", "labels"));
        return PoolReader.read(form, place, name(form), form.textMap("labels"), Optional.empty());
    }

    private L2AdvertisementObject advertisement(Form form, Place place) {
        form.warnOfOthers(AdvertisementReader.FIELDS, Set.of("name"));
        String name = form.text("name");
        return AdvertisementReader.read(form, place, name.isEmpty() ? place.path() : name);
    }

    private LegacyAddressPool legacyPool(Form form, Place place) {
        form.warnOfOthers(LEGACY_FIELDS, Set.of("name", BGP_ADVERTISEMENTS));
        if (!form.lacks(BGP_ADVERTISEMENTS)) {
            form.warn(
                    BGP_ADVERTISEMENTS,
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
