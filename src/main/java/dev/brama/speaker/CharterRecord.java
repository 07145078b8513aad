package dev.brama.speaker;

import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A charter as it stands in its ConfigMap, with the one that was in force before: who brings a
/// change to its end must know who may still hold something.
///
/// @param charter that counts
/// @param former in force before; absent at the very first
record CharterRecord(Charter charter, Optional<Former> former) {
    private static final String UNKNOWN = "unknown";

    /// What was in force before.
    sealed interface Former {
        /// Addresses were granted by Leases.
        record Leases() implements Former {}

        /// Addresses were granted by a majority.
        ///
        /// @param voters who voted
        record Quorum(List<String> voters) implements Former {
            public Quorum {
                voters = List.copyOf(voters);
            }
        }

        /// The charter was deleted, so it may have been any.
        ///
        /// @param speakers all that may follow it
        record Unknown(List<String> speakers) implements Former {
            public Unknown {
                speakers = List.copyOf(speakers);
            }
        }

        static Former of(Charter charter) {
            return switch (charter.mode()) {
                case LEASE -> new Leases();
                case QUORUM -> new Quorum(charter.voters());
            };
        }
    }

    /// @return nothing where there is no charter, or none that can be read
    static Optional<CharterRecord> read(SortedMap<String, String> data) {
        try {
            Charter charter =
                    new Charter(
                            Long.parseLong(data.getOrDefault("version", "")),
                            Phase.valueOf(upper(data.getOrDefault("phase", ""))),
                            Mode.valueOf(upper(data.getOrDefault("mode", ""))),
                            voters(data.getOrDefault("voters", "")));
            return Optional.of(new CharterRecord(charter, former(data)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Former> former(SortedMap<String, String> data) {
        String mode = data.getOrDefault("former-mode", "");
        List<String> former = voters(data.getOrDefault("former-voters", ""));
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        if (mode.equals(UNKNOWN)) {
            return Optional.of(new Former.Unknown(former));
        }
        return Optional.of(
                switch (Mode.valueOf(upper(mode))) {
                    case LEASE -> new Former.Leases();
                    case QUORUM -> new Former.Quorum(former);
                });
    }

    SortedMap<String, String> data() {
        SortedMap<String, String> data = new TreeMap<>();
        data.put("version", Long.toString(charter.version()));
        data.put("phase", lower(charter.phase()));
        data.put("mode", lower(charter.mode()));
        data.put("voters", String.join(" ", charter.voters()));
        former.ifPresent(before -> {
            switch (before) {
                case Former.Leases _ -> data.put("former-mode", lower(Mode.LEASE));
                case Former.Quorum(List<String> voters) -> {
                    data.put("former-mode", lower(Mode.QUORUM));
                    data.put("former-voters", String.join(" ", voters));
                }
                case Former.Unknown(List<String> speakers) -> {
                    data.put("former-mode", UNKNOWN);
                    data.put("former-voters", String.join(" ", speakers));
                }
            }
        });
        return data;
    }

    private static List<String> voters(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" "));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
