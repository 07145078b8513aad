package dev.brama.cli;

import dev.brama.problem.ObjectRef;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.PasswordFile;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Size;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxy model as a tree for scripts.
///
/// Walks records by their components: the model is nothing but records, and a list of its fields
/// kept by hand would lag behind it. Keys and passwords are no records, and are left out here.
final class ModelTree {
    private ModelTree() {}

    /// Maps, lists, texts, numbers and booleans for a value of the model.
    static Object of(Object value) {
        return switch (value) {
            case String text -> text;
            case Number number -> number;
            case Boolean bool -> bool;
            case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
            case Collection<?> items -> items.stream().map(ModelTree::of).toList();
            case Certificate certificate ->
                    Map.of("id", certificate.id().value(), "source", certificate.source());
            case PasswordFile file -> Map.of("id", file.id().value(), "source", file.source());
            case ObjectRef ref -> ref.toString();
            case Size size -> size.token();
            case HostPort address -> address.token();
            case Record record -> ofRecord(record);
            default ->
                    throw new IllegalStateException(
                            "the model holds a " + value.getClass().getSimpleName());
        };
    }

    private static Object ofRecord(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        boolean variant = isVariant(record);
        if (components.length == 1 && !variant) {
            return of(read(components[0], record));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (variant) {
            map.put("type", record.getClass().getSimpleName());
        }
        for (RecordComponent component : components) {
            Object value = read(component, record);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> map.put(component.getName(), of(present)));
            } else {
                map.put(component.getName(), of(value));
            }
        }
        return map;
    }

    /// One of several cases of a sealed type, but no plain token: its name tells it apart.
    private static boolean isVariant(Record record) {
        List<Class<?>> sealed = new ArrayList<>();
        for (Class<?> type : record.getClass().getInterfaces()) {
            if (type.isSealed() && type.getPackageName().endsWith(".proxy")) {
                sealed.add(type);
            }
        }
        return !sealed.isEmpty();
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record shows its components", e);
        }
    }
}
