package dev.brama.admission;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Looks for pieces of nginx's configuration and for paths of secrets where none belong.
///
/// Brama prints each of these texts as one token, so none of them could do harm; whoever writes
/// them means harm all the same, and ingress-nginx refuses them too.
final class DeepInspection {
    private static final Pattern SUSPECT =
            Pattern.compile(
                    "\\b(?:alias|root)\\s[^;]*;"
                            + "|/etc/(?:passwd|shadow|group|nginx|ingress-controller)"
                            + "|/var/run/secrets"
                            + "|_by_lua");

    private DeepInspection() {}

    /// What is found in hosts, paths and names of TLS.
    static List<Problem> of(IngressObject ingress) {
        List<Problem> found = new ArrayList<>();
        for (int i = 0; i < ingress.rules().size(); i++) {
            IngressObject.IngressRule rule = ingress.rules().get(i);
            String field = "spec.rules[" + i + "]";
            inspect(ingress, field + ".host", rule.host(), found);
            for (int j = 0; j < rule.paths().size(); j++) {
                inspect(
                        ingress,
                        field + ".http.paths[" + j + "].path",
                        rule.paths().get(j).path(),
                        found);
            }
        }
        for (int i = 0; i < ingress.tls().size(); i++) {
            String field = "spec.tls[" + i + "]";
            inspect(ingress, field + ".secretName", ingress.tls().get(i).secretName(), found);
            for (String host : ingress.tls().get(i).hosts()) {
                inspect(ingress, field + ".hosts", host, found);
            }
        }
        return found;
    }

    private static void inspect(
            IngressObject ingress, String field, String text, List<Problem> found) {
        if (SUSPECT.matcher(text).find()) {
            found.add(
                    Problem.error(
                            ingress.ref(),
                            field,
                            Reason.INVALID_FIELD,
                            Excerpt.of(text) + " looks like a piece of nginx's configuration.",
                            "Write a plain value, or start Brama with --deep-inspect=false."));
        }
    }
}
