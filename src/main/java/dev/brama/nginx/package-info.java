/// Drives a stock nginx: test, switch, reload, and the proof that the new configuration serves.
///
/// In: a [dev.brama.render.Rendering]. Out: an [dev.brama.nginx.ApplyOutcome]. What a user did
/// wrong comes back as an outcome; an exception means that disk or machine failed, or a bug.
///
/// Each configuration is a folder `generations/<n>/`; the symbolic link `current` names the one in
/// force and is replaced by rename. A crash at any point leaves a tested generation behind it. An
/// apply counts as done only when new workers answer `<n>` on the status socket.
///
/// This room knows nothing of Kubernetes and writes no nginx directive but the one that carries the
/// number of the generation (`generation.conf`).
@NullMarked
package dev.brama.nginx;

import org.jspecify.annotations.NullMarked;
