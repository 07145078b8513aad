/// Counts: requests by the lines that nginx logs, reloads, problems and the processes of nginx.
///
/// In come lines of a log of nginx and figures of other rooms; out go the texts that Prometheus
/// scrapes, with the names and labels of ingress-nginx. Never slows nginx: what cannot be counted
/// in time is dropped and counted as dropped.
@NullMarked
package dev.brama.metrics;

import org.jspecify.annotations.NullMarked;
