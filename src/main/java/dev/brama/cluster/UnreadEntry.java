package dev.brama.cluster;

/// A part of a configuration that has a mistake of form, so that nobody knows what it says: a pool,
/// an advertisement, or a whole text.
///
/// @param place where it is written
/// @param name its name; empty where that cannot be read either, and for a whole text
/// @param extent how much it is
public record UnreadEntry(Place place, String name, Extent extent) {
    /// How much cannot be read.
    public enum Extent {
        POOL,
        ADVERTISEMENT,
        /// A text that may hold any number of pools and advertisements.
        ALL
    }
}
