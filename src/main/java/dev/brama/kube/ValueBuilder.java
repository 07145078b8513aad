package dev.brama.kube;

import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Turns the parser's nodes of one document into values.
///
/// Merge keys are carried out, keys become text, and an alias shares the value of its anchor, so
/// that aliases of aliases cost no more than they are long.
final class ValueBuilder {
    private final int firstLine;

    /// Anchored nodes only, since no other can be met twice.
    private final IdentityHashMap<Node, Value> built = new IdentityHashMap<>();

    private final Set<Node> underWay = Collections.newSetFromMap(new IdentityHashMap<>());

    ValueBuilder(int firstLine) {
        this.firstLine = firstLine;
    }

    Value value(Node node) {
        if (node.getAnchor() == null) {
            return build(node);
        }
        Value known = built.get(node);
        if (known != null) {
            return known;
        }
        if (!underWay.add(node)) {
            throw new Refused("an alias refers to what it is part of", node);
        }
        Value value = build(node);
        built.put(node, value);
        return value;
    }

    private Value build(Node node) {
        return switch (node) {
            case ScalarNode scalar -> new Scalar(type(scalar), scalar.getValue(), line(node));
            case SequenceNode sequence ->
                    new Items(sequence.getValue().stream().map(this::value).toList(), line(node));
            case MappingNode mapping -> fields(mapping);
            default -> throw new IllegalStateException("a node of unknown kind");
        };
    }

    private int line(Node node) {
        return firstLine + node.getStartMark().getLine();
    }

    private static ScalarType type(ScalarNode node) {
        Tag tag = node.getTag();
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return ScalarType.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return ScalarType.TRUTH;
        }
        if (tag.equals(Tag.NULL)) {
            return ScalarType.NOTHING;
        }
        return tag.equals(Tag.BINARY) ? ScalarType.BINARY : ScalarType.TEXT;
    }

    private Fields fields(MappingNode mapping) {
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> repeated = new ArrayList<>();
        List<Value> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(value(tuple.getValueNode()));
                continue;
            }
            String key = key(tuple.getKeyNode());
            if (values.put(key, value(tuple.getValueNode())) != null) {
                repeated.add(key);
            }
        }
        for (Value source : merged) {
            merge(source, values, mapping);
        }
        return new Fields(values, repeated, line(mapping));
    }

    private void merge(Value source, Map<String, Value> into, Node at) {
        switch (source) {
            case Fields fields -> fields.values().forEach(into::putIfAbsent);
            case Items items -> {
                for (Value item : items.values()) {
                    if (!(item instanceof Fields fields)) {
                        throw new Refused("a merge key takes mappings only", at);
                    }
                    fields.values().forEach(into::putIfAbsent);
                }
            }
            case Scalar _ -> throw new Refused("a merge key takes mappings only", at);
        }
    }

    /// JSON knows text keys only: kubectl writes others as text, truth values in their long form.
    private static String key(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new Refused("a mapping or list stands where a key belongs", node);
        }
        return switch (type(scalar)) {
            case TEXT, NUMBER, BINARY -> scalar.getValue();
            case TRUTH -> Boolean.toString(ScalarResolver.isTrue(scalar.getValue()));
            case NOTHING -> throw new Refused("a key is empty", node);
        };
    }

    /// What YAML allows but kubectl cannot turn into JSON.
    private static final class Refused extends MarkedYAMLException {
        private static final long serialVersionUID = 1L;

        Refused(String problem, Node node) {
            super(null, null, problem, node.getStartMark());
        }
    }
}
