/// What is said about problems and outcomes, and to whom.
///
/// In: problems. Out: text for people, trees for scripts. Says nothing itself: whoever calls
/// prints, logs or writes.
@NullMarked
package dev.brama.report;

import org.jspecify.annotations.NullMarked;
