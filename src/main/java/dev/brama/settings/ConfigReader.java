package dev.brama.settings;

import static java.util.stream.Collectors.toMap;

import dev.brama.problem.Checked;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.syntax.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the ConfigMap.
public final class ConfigReader {
    private static final Map<String, ConfigKey<?>> BY_NAME =
            ConfigKeys.ALL.stream().collect(toMap(ConfigKey::name, key -> key));

    private ConfigReader() {}

    /// The values of known keys; a value that cannot be read leaves the default in force.
    ///
    /// @param data the ConfigMap's `data`
    /// @param object the ConfigMap
    public static Checked<GlobalSettings> read(Map<String, String> data, ObjectRef object) {
        Map<ConfigKey<?>, Object> values = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        data.forEach((name, text) -> {
            ConfigKey<?> key = BY_NAME.get(name);
            if (key == null) {
                problems.add(unknown(name, object));
            } else if (!text.isBlank()) {
                switch (key.read(text.strip())) {
                    case Parsed.Valid<?>(var value) -> values.put(key, value);
                    case Parsed.Invalid<?>(String reason, String fix) -> {
                        problems.add(invalid(key, text, reason, fix, object));
                        key.rescue()
                                .ifPresent(rescue -> values.put(key, rescue.value().apply(text)));
                    }
                }
            }
        });
        return new Checked<>(new GlobalSettings(values), problems);
    }

    private static Problem invalid(
            ConfigKey<?> key, String text, String reason, String fix, ObjectRef object) {
        return Problem.error(
                object,
                field(key.name()),
                Reason.INVALID_SETTING,
                "%s is %s; %s."
                        .formatted(
                                Excerpt.of(text),
                                reason,
                                key.rescue()
                                        .map(ConfigKey.Rescue::consequence)
                                        .orElse("the default is used")),
                Sentence.of(fix));
    }

    private static Problem unknown(String name, ObjectRef object) {
        if (NotCarriedOut.CONFIG_KEYS.contains(name)) {
            return Problem.warning(
                    object,
                    field(name),
                    Reason.UNSUPPORTED_SETTING,
                    "This key of ingress-nginx is not carried out; it is ignored.",
                    "Remove the key, or live without what it does.");
        }
        Optional<String> nearest = NearestName.of(name, BY_NAME.keySet());
        return Problem.warning(
                object,
                field(name),
                Reason.UNKNOWN_SETTING,
                "No such key; it is ignored.",
                nearest.map(near -> "Did you mean " + near + "?")
                        .orElse("Remove the key, or correct its name."));
    }

    private static String field(String name) {
        return "data[" + Excerpt.of(name).replace("\"", "") + "]";
    }
}
