/// What is said about problems and outcomes, and to whom.
///
/// In: problems, and what is served. Out: text for people, trees for scripts, and as
/// [dev.brama.report.KubeWrite] the addresses and Events to write into the cluster. Says nothing
/// itself: whoever calls prints, logs or writes.
@NullMarked
package dev.brama.report;

import org.jspecify.annotations.NullMarked;
