package dev.brama.settings;

import java.util.Collection;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class NearestName {
    private NearestName() {}

    /// The known name with the fewest edits (insert, delete, replace a character), if that is few.
    public static Optional<String> of(String name, Collection<String> known) {
        if (name.length() > 100) {
            return Optional.empty();
        }
        String nearest = "";
        int fewest = Math.max(2, name.length() / 3) + 1;
        for (String candidate : known) {
            int edits = distance(name, candidate);
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
