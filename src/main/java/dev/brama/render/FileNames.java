package dev.brama.render;

import dev.brama.proxy.FileId;
import dev.brama.proxy.HostPattern;

/// Where the files of a configuration stand, relative to the folder of the generation.
///
/// Names come from hashes, or from DNS names that were parsed; never from other text of users.
final class FileNames {
    private static final int LONGEST_NAME = 200;

    private FileNames() {}

    static String host(HostPattern host) {
        String name =
                switch (host) {
                    case HostPattern.ExactHost(var exact) -> exact.value();
                    // No DNS name starts with an underscore here, so this is nobody else's file.
                    case HostPattern.WildcardHost(var suffix) -> "_wildcard." + suffix.value();
                    case HostPattern.AnyHost _ -> "_any";
                };
        if (name.length() > LONGEST_NAME) {
            name = name.substring(0, 150) + "-" + FileId.of(name).value();
        }
        return "hosts/" + name + ".conf";
    }

    static String certificate(FileId id) {
        return "certificates/" + id.value() + ".crt";
    }

    static String key(FileId id) {
        return "certificates/" + id.value() + ".key";
    }

    static String passwords(FileId id) {
        return "passwords/" + id.value();
    }
}
