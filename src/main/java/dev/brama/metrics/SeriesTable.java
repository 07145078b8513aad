package dev.brama.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Series by the bytes of their labels as nginx writes them, so that a known line needs no text.
/// For one thread.
final class SeriesTable {
    private static final int LEAST = 256;

    /// How many keys are kept. Different bytes can mean the same labels, so there may be more keys
    /// than series; the table is emptied then, and fills again with those in use.
    private static final int MOST = 1 << 18;

    private int[] hashes = new int[LEAST];
    private byte[] @Nullable [] keys = new byte[LEAST][];
    private @Nullable RequestSeries[] values = new RequestSeries[LEAST];
    private int size;

    @Nullable RequestSeries find(int hash, byte[] bytes, int from, int to) {
        int mask = keys.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            byte[] key = keys[i];
            if (key == null) {
                return null;
            }
            if (hashes[i] == hash && Arrays.equals(key, 0, key.length, bytes, from, to)) {
                return values[i];
            }
        }
    }

    void put(int hash, byte[] key, RequestSeries series) {
        if (size >= MOST) {
            clear();
        }
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        insert(hash, key, series);
        size++;
    }

    private void insert(int hash, byte[] key, @Nullable RequestSeries series) {
        int mask = keys.length - 1;
        int i = hash & mask;
        while (keys[i] != null) {
            i = (i + 1) & mask;
        }
        hashes[i] = hash;
        keys[i] = key;
        values[i] = series;
    }

    private void grow() {
        int[] oldHashes = hashes;
        byte[] @Nullable [] oldKeys = keys;
        @Nullable RequestSeries[] oldValues = values;
        int capacity = 2 * oldKeys.length;
        hashes = new int[capacity];
        keys = new byte[capacity][];
        values = new RequestSeries[capacity];
        for (int i = 0; i < oldKeys.length; i++) {
            byte[] key = oldKeys[i];
            if (key != null) {
                insert(oldHashes[i], key, oldValues[i]);
            }
        }
    }

    void clear() {
        hashes = new int[LEAST];
        keys = new byte[LEAST][];
        values = new RequestSeries[LEAST];
        size = 0;
    }
}
