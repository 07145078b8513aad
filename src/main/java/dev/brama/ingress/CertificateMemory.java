package dev.brama.ingress;

import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.syntax.Parsed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what was read from a Secret: parsing thousands of certificates at each change would
/// cost more than all the rest.
final class CertificateMemory {
    private final Map<NamespacedName, Reading> readings = new ConcurrentHashMap<>();

    Parsed<CertificateFile> read(SecretObject secret) {
        Reading known = readings.get(secret.id());
        if (known != null && known.secret().equals(secret)) {
            return known.result();
        }
        Parsed<CertificateFile> result = CertificateFile.read(secret);
        readings.put(secret.id(), new Reading(secret, result));
        return result;
    }

    /// Forgets Secrets that are gone.
    void retain(Map<NamespacedName, SecretObject> secrets) {
        readings.keySet().retainAll(secrets.keySet());
    }

    private record Reading(SecretObject secret, Parsed<CertificateFile> result) {}
}
