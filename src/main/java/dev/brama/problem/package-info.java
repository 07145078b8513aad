/// What can be wrong with an object, and which object.
///
/// Everything a user did wrong travels as a [dev.brama.problem.Problem] value: stages collect
/// problems and hand them on beside their result. This room knows no other room and does no I/O.
@NullMarked
package dev.brama.problem;

import org.jspecify.annotations.NullMarked;
