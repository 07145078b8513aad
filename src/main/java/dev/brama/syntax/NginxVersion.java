package dev.brama.syntax;

import static java.util.Comparator.comparingInt;

import java.util.Comparator;

/// A version of nginx.
///
/// @param major first number
/// @param minor second number; odd on the mainline
/// @param patch third number
public record NginxVersion(int major, int minor, int patch) implements Comparable<NginxVersion> {
    private static final Comparator<NginxVersion> ORDER =
            comparingInt(NginxVersion::major)
                    .thenComparingInt(NginxVersion::minor)
                    .thenComparingInt(NginxVersion::patch);

    /// Whether this version is the given one or newer.
    public boolean isAtLeast(int otherMajor, int otherMinor, int otherPatch) {
        return compareTo(new NginxVersion(otherMajor, otherMinor, otherPatch)) >= 0;
    }

    @Override
    public int compareTo(NginxVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
