package dev.brama.kube;

import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import java.util.Set;

/// A problem and the line it was found in.
///
/// @param problem what is wrong
/// @param line the line, from 1; 0 means the file as a whole
record Finding(Problem problem, int line) {
    /// The same finding, saying that the last good version of its object stays in force, where that
    /// is so.
    Finding tellingWhatStays(Set<ObjectRef> objects) {
        if (!problem.isError() || !objects.contains(problem.object())) {
            return this;
        }
        return new Finding(
                new Problem(
                        problem.object(),
                        problem.field(),
                        problem.severity(),
                        problem.reason(),
                        problem.message() + "; its last good version stays in force",
                        problem.fix()),
                line);
    }
}
