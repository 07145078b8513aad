package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.SecretValue;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.Access;
import dev.brama.proxy.FileId;
import dev.brama.proxy.PasswordFile;
import dev.brama.settings.Annotations;
import dev.brama.settings.AuthType;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.Satisfy;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Builds what keeps people out: address lists and passwords.
///
/// A guard that cannot be built closes the location; it is never left out.
final class Guards {
    private static final Word AUTH_MAP = new Word("auth-map");

    private final ClusterState state;
    private final GlobalSettings global;
    private final String prefix;
    private final List<Problem> problems;
    private final Map<FileId, PasswordFile> files = new TreeMap<>();

    Guards(ClusterState state, GlobalSettings global, String prefix, List<Problem> problems) {
        this.state = state;
        this.global = global;
        this.prefix = prefix;
        this.problems = problems;
    }

    /// All password files that are used.
    List<PasswordFile> passwordFiles() {
        return List.copyOf(files.values());
    }

    /// The guards of an Ingress's locations; empty where one cannot be built.
    Optional<Access> of(AcceptedIngress ingress) {
        Optional<AuthType> type = ingress.settings().get(Annotations.AUTH_TYPE);
        if (type.isEmpty()) {
            return Optional.of(access(ingress, Optional.empty()));
        }
        if (type.get() == AuthType.DIGEST) {
            refuse(
                    ingress,
                    "auth-type",
                    Reason.UNSUPPORTED_SETTING,
                    "Digest is not carried out by stock nginx; its paths answer 503.",
                    "Use auth-type: basic over https.");
            return Optional.empty();
        }
        return password(ingress).map(password -> access(ingress, Optional.of(password)));
    }

    private Access access(AcceptedIngress ingress, Optional<Access.Password> password) {
        var settings = ingress.settings();
        return new Access(
                settings.get(Annotations.DENYLIST_SOURCE_RANGE)
                        .orElse(global.get(ConfigKeys.DENYLIST_SOURCE_RANGE)),
                settings.get(Annotations.ALLOWLIST_SOURCE_RANGE)
                        .orElse(global.get(ConfigKeys.WHITELIST_SOURCE_RANGE)),
                password,
                settings.get(Annotations.SATISFY).filter(Satisfy.ANY::equals).isPresent());
    }

    private Optional<Access.Password> password(AcceptedIngress ingress) {
        Optional<String> name = ingress.settings().get(Annotations.AUTH_SECRET);
        if (name.isEmpty()) {
            refuse(
                    ingress,
                    "auth-type",
                    Reason.MISSING_FIELD,
                    "auth-type is set, but auth-secret is not; its paths answer 503.",
                    "Name the Secret with the passwords in " + prefix + "/auth-secret.");
            return Optional.empty();
        }
        NamespacedName id =
                NamespacedName.parse(name.get())
                        .orElse(new NamespacedName(ingress.namespace(), name.get()));
        if (!id.namespace().equals(ingress.namespace())
                && !global.get(ConfigKeys.ALLOW_CROSS_NAMESPACE_RESOURCES)) {
            refuse(
                    ingress,
                    "auth-secret",
                    Reason.CROSS_NAMESPACE,
                    "The Secret is of another namespace; its paths answer 503.",
                    "Put the Secret into namespace "
                            + ingress.namespace()
                            + ", or set allow-cross-namespace-resources in the ConfigMap.");
            return Optional.empty();
        }
        Optional<SecretObject> secret = state.secret(id);
        if (secret.isEmpty()) {
            refuse(
                    ingress,
                    "auth-secret",
                    Reason.MISSING_REFERENCE,
                    "There is no Secret " + Excerpt.of(id.toString()) + "; its paths answer 503.",
                    "Create the Secret with the passwords.");
            return Optional.empty();
        }
        return file(ingress, secret.get())
                .map(file -> {
                    files.put(file.id(), file);
                    return new Access.Password(
                            ingress.settings().get(Annotations.AUTH_REALM).orElse(new Text("")),
                            file.id());
                });
    }

    private Optional<PasswordFile> file(AcceptedIngress ingress, SecretObject secret) {
        boolean map =
                ingress.settings()
                        .get(Annotations.AUTH_SECRET_TYPE)
                        .filter(AUTH_MAP::equals)
                        .isPresent();
        FileId id =
                FileId.of(
                        map ? "auth-map" : "auth-file",
                        secret.id().namespace(),
                        secret.id().name());
        Optional<String> lines = map ? Optional.of(mapLines(secret)) : fileLines(secret);
        if (lines.isEmpty()) {
            refuse(
                    ingress,
                    "auth-secret",
                    Reason.MISSING_REFERENCE,
                    "Secret " + secret.id() + " has no key auth; its paths answer 503.",
                    "Put the output of htpasswd into the key auth.");
            return Optional.empty();
        }
        if (lines.get().isBlank()) {
            refuse(
                    ingress,
                    "auth-secret",
                    Reason.INVALID_FIELD,
                    "Secret "
                            + secret.id()
                            + " holds no line of the form USER:HASH; its paths"
                            + " answer 503.",
                    "Make the lines with htpasswd.");
            return Optional.empty();
        }
        return Optional.of(new PasswordFile(id, secret.id().toString(), lines.get()));
    }

    private static Optional<String> fileLines(SecretObject secret) {
        return secret.entry("auth")
                .map(SecretValue::text)
                .map(text ->
                        text.lines()
                                .map(String::strip)
                                .filter(line -> line.indexOf(':') > 0)
                                .filter(line -> line.indexOf('\0') < 0)
                                .map(line -> line + "\n")
                                .collect(Collectors.joining()));
    }

    private static String mapLines(SecretObject secret) {
        StringBuilder lines = new StringBuilder();
        secret.entries()
                .forEach((user, hash) -> {
                    String text = hash.text().strip();
                    if (!user.contains(":")
                            && !text.isEmpty()
                            && text.chars().noneMatch(Character::isISOControl)) {
                        lines.append(user).append(':').append(text).append('\n');
                    }
                });
        return lines.toString();
    }

    private void refuse(
            AcceptedIngress ingress, String annotation, Reason reason, String message, String fix) {
        problems.add(
                Problem.error(
                        ingress.ref(),
                        "metadata.annotations[" + prefix + "/" + annotation + "]",
                        reason,
                        message,
                        fix));
    }
}
