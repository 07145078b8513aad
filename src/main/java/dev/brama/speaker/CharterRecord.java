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
    /// @param mode what granted addresses
    /// @param voters who voted
    record Former(Mode mode, List<String> voters) {
        Former {
            voters = List.copyOf(voters);
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
            String mode = data.getOrDefault("former-mode", "");
            return Optional.of(
                    new CharterRecord(
                            charter,
                            mode.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(
                                            new Former(
                                                    Mode.valueOf(upper(mode)),
                                                    voters(
                                                            data.getOrDefault(
                                                                    "former-voters", ""))))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    SortedMap<String, String> data() {
        SortedMap<String, String> data = new TreeMap<>();
        data.put("version", Long.toString(charter.version()));
        data.put("phase", lower(charter.phase()));
        data.put("mode", lower(charter.mode()));
        data.put("voters", String.join(" ", charter.voters()));
        former.ifPresent(before -> {
            data.put("former-mode", lower(before.mode()));
            data.put("former-voters", String.join(" ", before.voters()));
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
