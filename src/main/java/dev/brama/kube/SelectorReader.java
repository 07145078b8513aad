package dev.brama.kube;

import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.LabelSelector.Requirement;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Set;

/// Reads a LabelSelector; whether it makes sense is judged by who uses it.
final class SelectorReader {
    private static final Set<String> FIELDS = Set.of("matchLabels", "matchExpressions");

    private SelectorReader() {}

    /// A field that is misspelt must not make a selector of everything.
    static LabelSelector read(Form form) {
        for (String key : form.keys()) {
            if (!FIELDS.contains(key)) {
                form.refuse(
                        key,
                        Reason.UNKNOWN_SETTING,
                        "a selector has no such field",
                        "write the labels under matchLabels, or use matchExpressions");
            }
        }
        return new LabelSelector(
                form.textMap("matchLabels"),
                form.children("matchExpressions").stream()
                        .map(SelectorReader::requirement)
                        .toList());
    }

    static List<LabelSelector> list(Form form, String key) {
        return form.children(key).stream().map(SelectorReader::read).toList();
    }

    private static Requirement requirement(Form form) {
        form.warnOfOthers(Set.of("key", "operator", "values"), Set.of());
        return new Requirement(form.text("key"), form.text("operator"), form.texts("values"));
    }
}
