package dev.brama.cluster;

import dev.brama.problem.ObjectRef;

/// Where something is written: an object of its own, or a part of one, such as of a ConfigMap.
///
/// @param object the object that holds it
/// @param path the path to its fields within that object, as in `spec`; empty where they stand at
///   the top
public record Place(ObjectRef object, String path) {
    /// The path of one of its fields.
    public String field(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
