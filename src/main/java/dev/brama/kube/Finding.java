package dev.brama.kube;

import dev.brama.problem.Problem;

/// A problem and the line it was found in.
///
/// @param problem what is wrong
/// @param line the line, from 1; 0 means the file as a whole
record Finding(Problem problem, int line) {}
