package dev.brama.cli;

import com.google.gson.GsonBuilder;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// Prints trees of maps, lists, texts, numbers and booleans for scripts.
final class TreePrinter {
    private TreePrinter() {}

    static String print(Object tree, OutputForm form) {
        if (form == OutputForm.YAML) {
            DumperOptions options = new DumperOptions();
            options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
            return new Yaml(options).dump(tree);
        }
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(tree)
                + "\n";
    }
}
