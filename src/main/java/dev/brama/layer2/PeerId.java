package dev.brama.layer2;

/// One process of a speaker. The next process on that node is somebody else, who inherits nothing.
///
/// @param node the name of its Node
/// @param incarnation what tells this process from the others of that node
public record PeerId(String node, long incarnation) implements Comparable<PeerId> {
    /// The longest name that the API server takes.
    public static final int LONGEST_NODE = 253;

    public PeerId {
        if (node.isEmpty() || node.length() > LONGEST_NODE) {
            throw new IllegalArgumentException("no name of a Node: '" + node + "'");
        }
    }

    @Override
    public int compareTo(PeerId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Long.compare(incarnation, other.incarnation);
    }

    @Override
    public String toString() {
        return node + "/" + Long.toHexString(incarnation);
    }
}
