package dev.brama.kube;

import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.LabelSelector.Requirement;
import java.util.List;

/// Reads a LabelSelector; whether it makes sense is judged by who uses it.
final class SelectorReader {
    private SelectorReader() {}

    static LabelSelector read(Form form) {
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
        return new Requirement(form.text("key"), form.text("operator"), form.texts("values"));
    }
}
