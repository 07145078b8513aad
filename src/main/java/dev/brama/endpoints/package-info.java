/// Answers nginx's questions for the peers of upstreams, by DNS on loopback.
///
/// In come upstreams with the addresses of their ready endpoints; out go answers to SRV and address
/// queries, so that running workers learn of changes without a reload. Never answers empty, and
/// never that there is no such name: nginx would take either for the end of the upstream.
@NullMarked
package dev.brama.endpoints;

import org.jspecify.annotations.NullMarked;
