package dev.brama.kube;

import java.util.function.IntPredicate;

/// The forms that the Kubernetes API gives to names.
final class NameRules {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;
    private static final int MAX_PORT_NAME = 15;

    private NameRules() {}

    /// A DNS subdomain of RFC 1123: dot-separated labels of small letters, digits and `-`.
    static boolean isSubdomain(String text) {
        return isSubdomainOf(text, NameRules::isSmallLetterOrDigit);
    }

    /// A subdomain in letters of any case.
    static boolean isHost(String text) {
        return isSubdomainOf(text, NameRules::isLetterOrDigit);
    }

    /// `*.` and a host.
    static boolean isWildcardHost(String text) {
        return text.startsWith("*.") && isHost(text.substring(2));
    }

    /// One label of at most 63 characters.
    static boolean isLabel(String text) {
        return text.length() <= MAX_LABEL && isWord(text, "-", NameRules::isSmallLetterOrDigit);
    }

    /// A label that starts with a letter, as RFC 1035 has it.
    static boolean isServiceName(String text) {
        return isLabel(text) && text.charAt(0) >= 'a';
    }

    /// The name of a container port: as a service name of RFC 6335, in small letters.
    static boolean isPortName(String text) {
        return text.length() <= MAX_PORT_NAME
                && isWord(text, "-", NameRules::isSmallLetterOrDigit)
                && !text.contains("--")
                && text.chars().anyMatch(c -> c >= 'a' && c <= 'z');
    }

    /// The key of an annotation or label: a name, before it perhaps a domain and a slash.
    static boolean isQualifiedName(String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        return (slash < 0 || isHost(text.substring(0, slash)))
                && name.length() <= MAX_LABEL
                && isWord(name, "-_.", NameRules::isLetterOrDigit);
    }

    /// The key of an entry of a ConfigMap or Secret.
    static boolean isEntryKey(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && !text.equals(".")
                && !text.startsWith("..")
                && text.chars().allMatch(c -> isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
    }

    /// A domain, a slash and a path: the name of a controller.
    static boolean isDomainWithPath(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && isSubdomain(text.substring(0, slash))
                && slash < text.length() - 1
                && text.chars()
                        .allMatch(c -> isLetterOrDigit(c) || "/-._~%!$&'()*+,;=:".indexOf(c) >= 0);
    }

    private static boolean isSubdomainOf(String text, IntPredicate letter) {
        if (text.length() > MAX_NAME) {
            return false;
        }
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isWord(text.substring(start, dot), "-", letter)) {
                return false;
            }
            start = dot + 1;
        }
        return isWord(text.substring(start), "-", letter);
    }

    /// Letters and digits, with others between but neither first nor last.
    private static boolean isWord(String text, String between, IntPredicate letter) {
        return !text.isEmpty()
                && letter.test(text.charAt(0))
                && letter.test(text.charAt(text.length() - 1))
                && text.chars().allMatch(c -> letter.test(c) || between.indexOf(c) >= 0);
    }

    private static boolean isSmallLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isLetterOrDigit(int c) {
        return isSmallLetterOrDigit(c) || (c >= 'A' && c <= 'Z');
    }
}
