package dev.brama.controller;

import dev.brama.cluster.NamespacedName;
import dev.brama.report.AddressSource;
import dev.brama.report.EventPlan;
import java.time.Duration;
import java.util.Optional;

/// What is written to the cluster.
///
/// @param pod the Pod that this process runs in
/// @param election by which one of several controllers writes; absent if each does
/// @param status what the status of Ingresses tells, if it is written
/// @param syncEvents whether an Ingress that is taken gets an Event
public record ReportOptions(
        NamespacedName pod,
        Optional<Election> election,
        Optional<Status> status,
        EventPlan.SyncEvents syncEvents) {
    /// @param lease the Lease
    /// @param ttl how long it holds unrenewed, at least 2 s
    public record Election(NamespacedName lease, Duration ttl) {}

    /// @param source where the addresses come from
    /// @param interval how often all is looked at again
    /// @param atTheEnd what happens when the last controller stops
    public record Status(AddressSource source, Duration interval, AtTheEnd atTheEnd) {
        /// What happens when the last controller stops.
        public enum AtTheEnd {
            /// The addresses are taken back.
            TAKEN_BACK,
            /// They stay.
            KEPT
        }
    }
}
