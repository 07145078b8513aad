package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import dev.brama.proxy.HostPattern;
import dev.brama.syntax.ServerName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which certificate a host serves, and whether it counts as a host with TLS.
///
/// The oldest Ingress of the host that has `spec.tls` decides: by the entry that lists the host,
/// else by the first entry whose certificate covers it. Where none can be used, the default
/// certificate is served, and the host still counts as one with TLS.
final class TlsLookup {
    private final CertificateShelf shelf;
    private final List<Problem> problems;
    private final Map<HostPattern, HostTls> hosts = new HashMap<>();
    private final Map<FileId, Certificate> used = new TreeMap<>();

    TlsLookup(CertificateShelf shelf, List<Problem> problems) {
        this.shelf = shelf;
        this.problems = problems;
    }

    /// @param certificate the host's own; the default one is served if absent
    record HostTls(Optional<FileId> certificate) {}

    /// The certificates of all hosts looked up so far.
    Map<FileId, Certificate> used() {
        return used;
    }

    /// Looks up the certificate of a host's own Ingresses; to be done for all hosts first.
    void lookUp(HostDraft host) {
        host.ingresses().stream()
                .filter(ingress -> !ingress.object().tls().isEmpty())
                .findFirst()
                .ifPresent(ingress -> hosts.put(host.host(), choose(host.host(), ingress)));
    }

    /// TLS of a host: its own, or that of the wildcard host one label above.
    Optional<HostTls> of(HostPattern host) {
        HostTls own = hosts.get(host);
        if (own == null && host instanceof HostPattern.ExactHost(var name)) {
            String parent = name.parent();
            if (!parent.equals(name.value())) {
                own = hosts.get(new HostPattern.WildcardHost(new ServerName(parent)));
            }
        }
        return Optional.ofNullable(own);
    }

    private HostTls choose(HostPattern host, AcceptedIngress ingress) {
        List<IngressObject.TlsEntry> entries = ingress.object().tls();
        for (int i = 0; i < entries.size(); i++) {
            boolean listed =
                    entries.get(i).hosts().stream()
                            .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(host.text()));
            if (listed) {
                return listed(host, ingress, entries.get(i), "spec.tls[" + i + "]");
            }
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).secretName().isEmpty()) {
                Optional<CertificateFile> file =
                        find(ingress, entries.get(i), "spec.tls[" + i + "].secretName");
                if (file.isPresent() && file.get().covers(host.text())) {
                    return own(file.get());
                }
            }
        }
        return new HostTls(Optional.empty());
    }

    private HostTls listed(
            HostPattern host, AcceptedIngress ingress, IngressObject.TlsEntry entry, String field) {
        if (entry.secretName().isEmpty()) {
            return new HostTls(Optional.empty());
        }
        Optional<CertificateFile> file = find(ingress, entry, field + ".secretName");
        if (file.isEmpty()) {
            return new HostTls(Optional.empty());
        }
        if (file.get().covers(host.text())) {
            return own(file.get());
        }
        problems.add(
                Problem.error(
                        ingress.ref(),
                        field + ".secretName",
                        Reason.CERTIFICATE_MISMATCH,
                        "The certificate in Secret %s does not cover host %s (it covers %s); the"
                                        .formatted(
                                                entry.secretName(),
                                                host.text(),
                                                shown(file.get().names()))
                                + " default certificate is served.",
                        "Use a certificate for this host."));
        return new HostTls(Optional.empty());
    }

    private HostTls own(CertificateFile file) {
        used.put(file.certificate().id(), file.certificate());
        return new HostTls(Optional.of(file.certificate().id()));
    }

    private Optional<CertificateFile> find(
            AcceptedIngress ingress, IngressObject.TlsEntry entry, String field) {
        return shelf.find(
                new NamespacedName(ingress.namespace(), entry.secretName()), ingress.ref(), field);
    }

    private static String shown(List<String> names) {
        String all = String.join(", ", names.stream().limit(3).toList());
        return Excerpt.of(names.size() > 3 ? all + ", ..." : all);
    }
}
