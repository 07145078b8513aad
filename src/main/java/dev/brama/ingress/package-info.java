/// The meaning of Ingresses: from the objects of a cluster to what the proxy must do.
///
/// In: a `ClusterState`, the flags, the time, what the nginx at hand understands. Out: a
/// `ProxyConfig` and every problem found. Behaviour is that of ingress-nginx as documented; where
/// it would serve a site without a guard that was asked for, the site is closed instead. One
/// object's mistake never changes what another object gets. No clock, no I/O.
@NullMarked
package dev.brama.ingress;

import org.jspecify.annotations.NullMarked;
