package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.syntax.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The certificates of a cluster's Secrets, each read once.
final class CertificateShelf {
    private static final Duration SOON = Duration.ofDays(10);

    private final ClusterState state;
    private final Instant now;
    private final Map<NamespacedName, SecretObject> lastGood;
    private final Map<NamespacedName, SecretObject> good = new HashMap<>();
    private final List<Problem> problems;
    private final CertificateMemory memory;
    private final Map<NamespacedName, Optional<CertificateFile>> read = new HashMap<>();

    CertificateShelf(
            ClusterState state,
            Surroundings around,
            CertificateMemory memory,
            List<Problem> problems) {
        this.state = state;
        this.now = around.now();
        this.lastGood = around.lastGood().certificates();
        this.memory = memory;
        this.problems = problems;
    }

    /// The versions of the Secrets that are served.
    Map<NamespacedName, SecretObject> good() {
        return good;
    }

    /// The certificate in a Secret; that of its last good version where it holds none any more.
    ///
    /// @param id the Secret
    /// @param user who names it; bears the problem if the Secret is missing
    /// @param field where the user names it
    Optional<CertificateFile> find(NamespacedName id, ObjectRef user, String field) {
        Optional<SecretObject> secret = state.secret(id);
        if (secret.isEmpty()) {
            problems.add(
                    Problem.error(
                            user,
                            field,
                            Reason.MISSING_REFERENCE,
                            "There is no Secret " + id + "; the default certificate is served.",
                            "Create the Secret, of type kubernetes.io/tls."));
            return Optional.empty();
        }
        return read.computeIfAbsent(id, _ -> open(secret.get()));
    }

    private Optional<CertificateFile> open(SecretObject secret) {
        ObjectRef ref = secret.id().as("Secret");
        return switch (memory.read(secret)) {
            case Parsed.Valid<CertificateFile>(CertificateFile file) -> {
                good.put(secret.id(), secret);
                tellValidity(file, ref);
                yield Optional.of(file);
            }
            case Parsed.Invalid<CertificateFile>(String reason, String fix) -> {
                Optional<CertificateFile> before = lastGood(secret.id());
                problems.add(
                        Problem.error(
                                ref,
                                "data",
                                Reason.INVALID_CERTIFICATE,
                                "The certificate is "
                                        + reason
                                        + "; "
                                        + (before.isPresent()
                                                ? "the last good one is served."
                                                : "the default certificate is served."),
                                Sentence.of(fix)));
                yield before;
            }
        };
    }

    private Optional<CertificateFile> lastGood(NamespacedName id) {
        SecretObject before = lastGood.get(id);
        if (before == null
                || !(CertificateFile.read(before)
                        instanceof Parsed.Valid<CertificateFile>(CertificateFile file))) {
            return Optional.empty();
        }
        good.put(id, before);
        return Optional.of(file);
    }

    private void tellValidity(CertificateFile file, ObjectRef ref) {
        if (now.isAfter(file.notAfter())) {
            problems.add(
                    Problem.error(
                            ref,
                            "data[tls.crt]",
                            Reason.EXPIRED_CERTIFICATE,
                            "The certificate has been invalid since " + file.notAfter() + ".",
                            "Renew it; it is served as it is until then."));
        } else if (now.isBefore(file.notBefore())) {
            problems.add(
                    Problem.error(
                            ref,
                            "data[tls.crt]",
                            Reason.EXPIRED_CERTIFICATE,
                            "The certificate is not valid before " + file.notBefore() + ".",
                            "Check its dates and this machine's clock."));
        } else if (now.plus(SOON).isAfter(file.notAfter())) {
            problems.add(
                    Problem.warning(
                            ref,
                            "data[tls.crt]",
                            Reason.EXPIRED_CERTIFICATE,
                            "The certificate ends on " + file.notAfter() + ".",
                            "Renew it in time."));
        }
    }
}
