package dev.brama.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `files/keys.yaml` says which values there are; the defaults, the schema and the README agree
/// with it.
class ValueKeysTest {
    private static final Path CHART = Path.of(Tools.CHART);
    private static final Pattern STATUS =
            Pattern.compile("(same|own|mapped|ignored|refused)(: .+)?");

    private final SortedMap<String, String> leaves = new TreeMap<>();

    ValueKeysTest() throws IOException {
        gather("", yaml("files/keys.yaml").get("known"), leaves);
    }

    @Test
    void everyKeyHasOneOfTheStatuses() {
        assertThat(leaves).isNotEmpty();
        assertThat(leaves.values()).allMatch(status -> STATUS.matcher(status).matches());
        assertThat(leaves.values())
                .filteredOn(status -> !status.equals("same") && !status.equals("own"))
                .as("whatever differs says why")
                .allMatch(status -> status.contains(": "));
    }

    @Test
    void everyDefaultIsOfAKnownKey() throws IOException {
        assertThat(strangers("", yaml("values.yaml"), new TreeSet<>())).isEmpty();
    }

    @Test
    void noKeyWithoutEffectHasADefault() throws IOException {
        SortedMap<String, String> defaults = new TreeMap<>();
        gather("", yaml("values.yaml"), defaults);
        assertThat(defaults.keySet())
                .filteredOn(path -> status(path).matches("(ignored|refused).*"))
                .isEmpty();
    }

    @Test
    void theSchemaKnowsTheSameKeys() throws IOException {
        JsonObject schema =
                JsonParser.parseString(Files.readString(CHART.resolve("values.schema.json")))
                        .getAsJsonObject();
        assertThat(properties("", schema, new TreeSet<>())).isEqualTo(leaves.keySet());
    }

    @Test
    void theReadmeTellsOfEveryKeyThatDiffers() throws IOException {
        String readme = Files.readString(CHART.resolve("README.md"));
        assertThat(leaves.entrySet())
                .filteredOn(leaf -> !leaf.getValue().equals("same"))
                .filteredOn(leaf -> !leaf.getValue().equals("own"))
                .extracting(ValueKeysTest::row)
                .allSatisfy(row -> assertThat(readme).contains(row));
    }

    @Test
    void theDashboardAsksForMetricsOfTheController() throws IOException {
        String dashboard = Files.readString(CHART.resolve("dashboards/brama.json"));
        JsonObject json = JsonParser.parseString(dashboard).getAsJsonObject();
        SortedSet<String> asked = new TreeSet<>();
        for (JsonElement panel : json.getAsJsonArray("panels")) {
            Optional.ofNullable(panel.getAsJsonObject().getAsJsonArray("targets"))
                    .ifPresent(targets ->
                            targets.forEach(target ->
                                    asked.add(target.getAsJsonObject().get("expr").getAsString())));
        }
        assertThat(asked)
                .isNotEmpty()
                .allMatch(query -> query.contains("nginx_ingress_controller_"));
    }

    private static String row(Map.Entry<String, String> leaf) {
        int colon = leaf.getValue().indexOf(": ");
        String status = leaf.getValue().substring(0, colon);
        return "| `%s` | %s | %s |"
                .formatted(leaf.getKey(), status, leaf.getValue().substring(colon + 2));
    }

    private String status(String path) {
        return leaves.getOrDefault(path, "");
    }

    /// Paths that are neither leaves, nor below one, nor on the way to one.
    private SortedSet<String> strangers(String path, Object value, SortedSet<String> found) {
        if (leaves.containsKey(path)) {
            return found;
        }
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, child) -> strangers(join(path, key), child, found));
        } else if (leaves.keySet().stream().noneMatch(leaf -> leaf.startsWith(path + "."))) {
            found.add(path);
        }
        return found;
    }

    private static void gather(String path, Object value, SortedMap<String, String> found) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, child) -> gather(join(path, key), child, found));
        } else {
            found.put(path, String.valueOf(value));
        }
    }

    private SortedSet<String> properties(String path, JsonObject schema, SortedSet<String> found) {
        if (leaves.containsKey(path) || !schema.has("properties")) {
            found.add(path);
            return found;
        }
        schema.getAsJsonObject("properties")
                .entrySet()
                .forEach(property ->
                        properties(
                                join(path, property.getKey()),
                                property.getValue().getAsJsonObject(),
                                found));
        return found;
    }

    private static String join(String path, Object key) {
        return path.isEmpty() ? key.toString() : path + "." + key;
    }

    private static Map<String, Object> yaml(String file) throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        Map<Object, Object> read = yaml.load(Files.readString(CHART.resolve(file)));
        return read.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }
}
