package dev.brama.cluster;

/// A Pod that runs this controller, the own one or another replica.
///
/// @param name its name, in the namespace that all replicas share
/// @param nodeName `spec.nodeName`; empty while it has no node
/// @param phase where it is in its life
public record ControllerPod(String name, String nodeName, Phase phase) {
    /// How far a Pod has come.
    public enum Phase {
        /// Not running yet, or running and not ready.
        STARTING,
        /// `Running` with the condition `Ready`, and not about to go.
        READY,
        /// It has a `deletionTimestamp`, or has ended.
        GOING
    }
}
