package dev.brama.admission;

import java.time.Duration;

/// What one review cost, for metrics.
///
/// @param ingresses how many Ingresses were looked at: 1, or 0 where the object is none of ours
/// @param testing how long the verdict took
/// @param bytes the size of the review
/// @param roundtrip from the head of the request until the answer is ready
/// @param result what came of it
public record Reviewed(
        int ingresses, Duration testing, long bytes, Duration roundtrip, Result result) {
    /// What came of a review.
    public enum Result {
        ALLOWED,
        DENIED,
        /// There was no review to answer: a body that is none, or too large.
        UNREADABLE
    }
}
