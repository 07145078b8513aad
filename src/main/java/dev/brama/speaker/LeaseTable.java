package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.Record;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Who has which address, as it stands in its ConfigMap.
///
/// ```
///   192.168.1.70: n1 4 1795910400000     node, epoch, since
///   epoch: "4"                           the last one given
///   generation: 0f3c...                  the uid of this very object
/// ```
///
/// It counts only while it is open: while it names its own uid. One that was deleted and made
/// again, or put back from a copy, does not, so nobody takes what it does not mention for free.
///
/// @param isOpen whether it counts
/// @param epoch the last one given; it only grows
/// @param entries by address
record LeaseTable(boolean isOpen, long epoch, SortedMap<IpAddress, Entry> entries) {
    private static final String EPOCH = "epoch";
    private static final String GENERATION = "generation";
    private static final String WRITER = "writer";
    private static final Pattern NODE = Pattern.compile("[a-z0-9.-]{0,253}");

    LeaseTable {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /// A line of the table.
    ///
    /// @param node that has the address; empty for none
    /// @param epoch grows with each holder
    /// @param since in milliseconds since 1970
    record Entry(String node, long epoch, long since) {
        static final Entry NONE = new Entry("", 0, 0);

        static Entry read(String text) {
            String[] words = text.split(" ", -1);
            try {
                if (NODE.matcher(words[0]).matches()) {
                    return new Entry(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
                // Written by hand; nobody has the address then.
            }
            return NONE;
        }

        String text() {
            return node + " " + epoch + " " + since;
        }
    }

    static LeaseTable read(Record record) {
        SortedMap<String, String> data = record.data();
        SortedMap<IpAddress, Entry> entries = new TreeMap<>();
        data.forEach((key, text) ->
                IpAddress.parse(key.replace('_', ':'))
                        .ifPresent(address -> entries.put(address, Entry.read(text))));
        long epoch =
                entries.values().stream()
                        .mapToLong(Entry::epoch)
                        .reduce(number(data.getOrDefault(EPOCH, "")), Math::max);
        boolean isOpen =
                !record.uid().isEmpty() && record.uid().equals(data.getOrDefault(GENERATION, ""));
        return new LeaseTable(isOpen, epoch, entries);
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /// @param uid of the object it is written to; empty leaves it closed
    /// @param writer differs with each write, so that none leaves the version as it is
    SortedMap<String, String> data(String uid, String writer) {
        SortedMap<String, String> data = new TreeMap<>();
        // Keys of a ConfigMap hold no colons.
        entries.forEach(
                (address, entry) -> data.put(address.toString().replace(':', '_'), entry.text()));
        data.put(EPOCH, Long.toString(epoch));
        if (!uid.isEmpty()) {
            data.put(GENERATION, uid);
        }
        data.put(WRITER, writer);
        return data;
    }
}
