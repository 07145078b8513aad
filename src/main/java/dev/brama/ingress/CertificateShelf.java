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
    private final List<Problem> problems;
    private final CertificateMemory memory;
    private final Map<NamespacedName, Optional<CertificateFile>> read = new HashMap<>();

    CertificateShelf(
            ClusterState state, Instant now, CertificateMemory memory, List<Problem> problems) {
        this.state = state;
        this.now = now;
        this.memory = memory;
        this.problems = problems;
    }

    /// The certificate in a Secret.
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
                tellValidity(file, ref);
                yield Optional.of(file);
            }
            case Parsed.Invalid<CertificateFile>(String reason, String fix) -> {
                problems.add(
                        Problem.error(
                                ref,
                                "data",
                                Reason.INVALID_CERTIFICATE,
                                "The certificate is "
                                        + reason
                                        + "; the default certificate is served.",
                                Sentence.of(fix)));
                yield Optional.empty();
            }
        };
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
