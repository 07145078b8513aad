package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.Age;
import dev.brama.cluster.NamespaceObject;
import dev.brama.cluster.Place;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the objects of one file, in the order in which they stand.
final class ObjectReader {
    private static final String LIST = "List";

    /// Lists of lists exist; deeper ones serve only to multiply aliases.
    private static final int MAX_LISTS = 3;

    private final String file;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    ObjectReader(String file) {
        this.file = file;
    }

    List<Entry> entries() {
        return entries;
    }

    List<Finding> findings() {
        return findings;
    }

    /// Reads one document.
    void read(Value root) {
        read(root, "", "", 0);
    }

    /// Reads an object of a kind that is known, as the API server's lists hold them: without kind
    /// and version of their own.
    void readItem(Fields fields, Kind kind) {
        known(fields, kind, kind.apiVersion());
    }

    private void read(Value value, String apiVersion, String title, int lists) {
        switch (value) {
            case Fields fields -> object(fields, apiVersion, title, lists);
            case Items _ -> stray(value, "a list");
            case Scalar scalar when scalar.is(ScalarType.NOTHING) -> {}
            case Scalar scalar -> stray(value, scalar.type().noun());
        }
    }

    private void stray(Value value, String what) {
        Findings found = Findings.of(ObjectRef.file(file));
        found.error(
                "line " + value.line(),
                value.line(),
                Reason.INVALID_FIELD,
                "the document is " + what + ", not an object of Kubernetes",
                "remove it, or write an object with apiVersion, kind and metadata");
        findings.addAll(found.found());
    }

    private void object(Fields fields, String inheritedVersion, String inheritedTitle, int lists) {
        Findings found = Findings.of(ObjectRef.file(file));
        Form root = Form.of(found, fields);
        String apiVersion = orElse(root.text("apiVersion"), inheritedVersion);
        String title = orElse(root.text("kind"), inheritedTitle);
        if (apiVersion.isEmpty() || title.isEmpty()) {
            if (!found.hasErrors() && AddressConfigReader.isConfig(fields)) {
                ObjectRef ref = ObjectRef.file(file);
                AddressConfig config = AddressConfigReader.read(found, ref, root);
                entries.add(new Entry(ref, fields.line(), new Content.OfAddressConfig(config)));
            } else if (!found.hasErrors()) {
                nameless(root, fields, apiVersion.isEmpty() ? "apiVersion" : "kind");
            }
            findings.addAll(found.found());
            return;
        }
        Optional<Kind> items = listOf(apiVersion, title);
        if (items.isPresent() || (title.equals(LIST) && apiVersion.equals("v1"))) {
            list(root, fields, items.isPresent() ? apiVersion : "", items, lists);
            findings.addAll(found.found());
            return;
        }
        if (BgpObjects.isOne(apiVersion, title)) {
            ObjectRef ref = reference(fields, title, true);
            findings.add(new Finding(BgpObjects.problem(ref), fields.line()));
        }
        if (title.equals("AddressPool") && apiVersion.startsWith("metallb.io/")) {
            ObjectRef ref = reference(fields, title, true);
            findings.add(new Finding(formerPool(ref), fields.line()));
        }
        Kind.of(apiVersion, title).ifPresent(kind -> known(fields, kind, apiVersion));
    }

    // MetalLB had this kind until 0.14.
    private static Problem formerPool(ObjectRef ref) {
        return Problem.warning(
                ref,
                "",
                Reason.UNSUPPORTED_KIND,
                "pools of the kind AddressPool are read no more; this one has no effect",
                "write an IPAddressPool with its addresses, and an L2Advertisement for that");
    }

    private static String orElse(String text, String fallback) {
        return text.isEmpty() ? fallback : text;
    }

    private static void nameless(Form root, Fields fields, String key) {
        root.missing(
                key,
                "the document that starts in line " + fields.line() + " has no " + key,
                "add it, or move the file away if it is not a manifest");
    }

    private static Optional<Kind> listOf(String apiVersion, String title) {
        return title.endsWith(LIST) && !title.equals(LIST)
                ? Kind.of(apiVersion, title.substring(0, title.length() - LIST.length()))
                : Optional.empty();
    }

    private void list(Form root, Fields fields, String apiVersion, Optional<Kind> kind, int lists) {
        Value items = fields.values().getOrDefault("items", new Items(List.of(), fields.line()));
        if (lists == MAX_LISTS) {
            root.refuse("items", Reason.TOO_LARGE, "lists are nested too deep", "flatten them");
        } else if (items instanceof Items several) {
            String title = kind.map(Kind::title).orElse("");
            several.values().forEach(item -> read(item, apiVersion, title, lists + 1));
        } else {
            root.children("items");
        }
    }

    private void known(Fields fields, Kind kind, String apiVersion) {
        Findings found = Findings.of(reference(fields, kind.title(), kind.isNamespaced()));
        Form root = Form.of(found, fields);
        if (apiVersion.equals(kind.apiVersion())) {
            Metadata metadata = Metadata.read(root.child("metadata"), kind);
            Content content = content(root, kind, metadata);
            if (!found.hasErrors()) {
                ObjectRef ref = metadata.id().as(kind.title());
                entries.add(new Entry(ref, fields.line(), content));
            } else {
                ObjectRef ref = reference(fields, kind.title(), kind.isNamespaced());
                unread(kind, ref)
                        .map(entry -> AddressConfig.of(List.of(entry)))
                        .map(Content.OfAddressConfig::new)
                        .ifPresent(config -> entries.add(new Entry(ref, fields.line(), config)));
            }
        } else {
            unsupported(root, kind, apiVersion);
        }
        findings.addAll(found.found());
    }

    /// What is to be known of an object that cannot be read: pools and advertisements stay.
    private static Optional<UnreadEntry> unread(Kind kind, ObjectRef ref) {
        if (!ref.kind().equals(kind.title())) {
            return Optional.empty();
        }
        return switch (kind) {
            case IP_ADDRESS_POOL ->
                    Optional.of(new UnreadEntry(new Place(ref, "spec"), ref.name(), Extent.POOL));
            case L2_ADVERTISEMENT ->
                    Optional.of(
                            new UnreadEntry(
                                    new Place(ref, "spec"), ref.name(), Extent.ADVERTISEMENT));
            case INGRESS,
                    INGRESS_CLASS,
                    SERVICE,
                    ENDPOINT_SLICE,
                    ENDPOINTS,
                    SECRET,
                    CONFIG_MAP,
                    NAMESPACE,
                    NODE ->
                    Optional.empty();
        };
    }

    private static void unsupported(Form root, Kind kind, String apiVersion) {
        String fix = "write apiVersion: " + kind.apiVersion();
        root.refuse(
                "apiVersion",
                Reason.UNSUPPORTED_VERSION,
                kind.title() + " of " + root.show(apiVersion) + " is not served",
                kind == Kind.INGRESS
                        ? fix
                                + ", each backend as {service: {name: NAME, port: {number: 80}}},"
                                + " and a pathType for each path"
                        : fix);
    }

    /// The object itself, or its file where it has no name that could be shown.
    private ObjectRef reference(Fields fields, String title, boolean isNamespaced) {
        String name = "";
        String namespace = "";
        if (fields.values().get("metadata") instanceof Fields metadata) {
            name = plainText(metadata.values(), "name");
            namespace = orElse(plainText(metadata.values(), "namespace"), "default");
        }
        if (!isPresentable(name) || !isPresentable(namespace)) {
            return ObjectRef.file(file);
        }
        return new ObjectRef(title, isNamespaced ? namespace : "", name);
    }

    private static String plainText(Map<String, Value> fields, String key) {
        return fields.get(key) instanceof Scalar scalar ? scalar.text() : "";
    }

    private static boolean isPresentable(String name) {
        return !name.isEmpty()
                && name.length() <= 253
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '/');
    }

    private Content content(Form root, Kind kind, Metadata metadata) {
        return switch (kind) {
            case INGRESS -> new Content.OfIngress(IngressReader.read(root, metadata, age(root)));
            case INGRESS_CLASS ->
                    new Content.OfIngressClass(IngressClassReader.read(root, metadata));
            case SERVICE ->
                    new Content.OfService(
                            ServiceReader.read(root, metadata),
                            LoadBalancerReader.read(root, metadata));
            case ENDPOINT_SLICE ->
                    EndpointsReader.slice(root, metadata)
                            .<Content>map(Content.OfSlice::new)
                            .orElse(new Content.OfNothing());
            case ENDPOINTS -> new Content.OfEndpoints(EndpointsReader.endpoints(root, metadata));
            case SECRET ->
                    new Content.OfSecret(ContentReader.secret(root.confidential(), metadata));
            case CONFIG_MAP -> new Content.OfConfigMap(ContentReader.configMap(root, metadata));
            case NAMESPACE -> new Content.OfNamespace(namespace(metadata));
            case NODE -> new Content.OfNode(NodeReader.read(root, metadata));
            case IP_ADDRESS_POOL -> new Content.OfPool(PoolReader.read(root, metadata));
            case L2_ADVERTISEMENT ->
                    new Content.OfAdvertisement(AdvertisementReader.read(root, metadata));
        };
    }

    /// The API server gives each namespace a label with its name.
    private static NamespaceObject namespace(Metadata metadata) {
        SortedMap<String, String> labels = new TreeMap<>(metadata.labels());
        labels.putIfAbsent("kubernetes.io/metadata.name", metadata.id().name());
        return new NamespaceObject(metadata.id().name(), labels);
    }

    private Age age(Form root) {
        Age read = Age.readAt(entries.size());
        return Metadata.created(root.child("metadata")).map(Age::createdAt).orElse(read);
    }
}
