package dev.brama.kube;

import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.SecretValue;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the kinds that hold entries by key: Secrets and ConfigMaps.
final class ContentReader {
    private static final String TLS = "kubernetes.io/tls";
    private static final String KEY_FIX = "use letters, digits and -_. in keys";

    private ContentReader() {}

    static ConfigMapObject configMap(Form root, Metadata metadata) {
        SortedMap<String, String> entries = root.textMap("data");
        checkKeys(root, "data", entries);
        return new ConfigMapObject(metadata.id(), entries);
    }

    /// The Secret, from a form that shows no values.
    static SecretObject secret(Form root, Metadata metadata) {
        SortedMap<String, SecretValue> entries = new TreeMap<>();
        SortedMap<String, String> encoded = root.textMap("data");
        checkKeys(root, "data", encoded);
        encoded.forEach((key, value) -> entries.put(key, decode(root, key, value)));
        SortedMap<String, String> plain = root.textMap("stringData");
        checkKeys(root, "stringData", plain);
        plain.forEach((key, value) -> entries.put(key, SecretValue.ofText(value)));
        String type = root.text("type");
        if (type.equals(TLS)) {
            requireEntry(root, entries, "tls.crt");
            requireEntry(root, entries, "tls.key");
        }
        return new SecretObject(metadata.id(), type.isEmpty() ? "Opaque" : type, entries);
    }

    private static void checkKeys(Form root, String field, Map<String, String> entries) {
        for (String key : entries.keySet()) {
            if (!NameRules.isEntryKey(key)) {
                root.refuseEntry(field, key, "the key is not of the form that keys have", KEY_FIX);
            }
        }
    }

    private static void requireEntry(Form root, Map<String, SecretValue> entries, String key) {
        if (!entries.containsKey(key)) {
            root.missing(
                    "data",
                    "a Secret of type " + TLS + " must have the key " + key,
                    "add it, for example with kubectl create secret tls");
        }
    }

    private static SecretValue decode(Form root, String key, String encoded) {
        // The API server passes over line breaks within, but wants the padding.
        String compact = encoded.replace("\r", "").replace("\n", "");
        if (compact.length() % 4 == 0) {
            try {
                return SecretValue.of(Base64.getDecoder().decode(compact));
            } catch (IllegalArgumentException _) {
                // Told below, without what the exception quotes.
            }
        }
        root.refuseEntry(
                "data",
                key,
                "the value is not base64",
                "encode it with base64 -w0, or move it to stringData");
        return SecretValue.of(new byte[0]);
    }
}
