package dev.brama.report;

import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What an Event says. Whoever says the same of the same object means the same Event.
///
/// @param object of whom
/// @param type whether something is wrong
/// @param reason a token that people filter by
/// @param message at most 1024 characters
public record Notice(ObjectIdentity object, Type type, String reason, String message) {
    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_NAME = 253;
    private static final int HASH_BYTES = 8;
    private static final String CUT = "...";

    /// `type` of the Events API.
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String token;

        Type(String token) {
            this.token = token;
        }

        /// As the API spells it.
        public String token() {
            return token;
        }
    }

    public Notice {
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE - CUT.length()) + CUT;
        }
    }

    /// What is wrong with an object, and how to mend it.
    public static Notice of(Problem problem, ObjectIdentity object) {
        // People who came from ingress-nginx look for this token where an annotation is wrong.
        boolean isAnnotation =
                problem.reason() == Reason.INVALID_SETTING && object.ref().kind().equals("Ingress");
        String reason = isAnnotation ? "AnnotationParsingFailed" : problem.reason().token();
        String message = Sentence.of(problem.message()) + " " + Sentence.of(problem.fix());
        return new Notice(
                object,
                Type.WARNING,
                reason,
                problem.field().isEmpty() ? message : problem.field() + ": " + message);
    }

    /// An Ingress was taken, or taken anew after a change.
    static Notice scheduled(ObjectIdentity ingress) {
        return new Notice(ingress, Type.NORMAL, "Sync", "Scheduled for sync");
    }

    /// The ConfigMap with the settings was found.
    static Notice created(ObjectIdentity configMap) {
        return new Notice(configMap, Type.NORMAL, "CREATE", "ConfigMap " + qualified(configMap));
    }

    /// The ConfigMap with the settings changed.
    static Notice updated(ObjectIdentity configMap) {
        return new Notice(configMap, Type.NORMAL, "UPDATE", "ConfigMap " + qualified(configMap));
    }

    /// nginx took a new configuration.
    public static Notice reloaded(ObjectIdentity pod) {
        return new Notice(
                pod,
                Type.NORMAL,
                "RELOAD",
                "NGINX reload triggered due to a change in configuration");
    }

    /// nginx did not take a new configuration.
    ///
    /// @param why what nginx said
    public static Notice reloadFailed(ObjectIdentity pod, String why) {
        return new Notice(
                pod, Type.WARNING, "RELOAD", "Error reloading NGINX: " + Sentence.of(why));
    }

    private static String qualified(ObjectIdentity object) {
        return object.ref().qualifiedName();
    }

    /// Where its Event lives: the same for whoever says the same, also after a restart.
    public NamespacedName event() {
        String namespace = object.ref().namespace();
        String hash = hash();
        String name = object.ref().name();
        int room = MAX_NAME - hash.length() - 1;
        String head = name.length() > room ? name.substring(0, room) : name;
        // A name that was cut may end in a dot or hyphen, which may not stand before a dot.
        while (head.endsWith(".") || head.endsWith("-")) {
            head = head.substring(0, head.length() - 1);
        }
        return new NamespacedName(namespace.isEmpty() ? "default" : namespace, head + "." + hash);
    }

    private String hash() {
        try {
            String all = String.join("\0", object.uid(), type.token(), reason, message);
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
