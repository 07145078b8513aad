package dev.brama.kube;

import dev.brama.problem.ObjectRef;

/// A good object of a file.
///
/// @param ref which object
/// @param line the line in which it starts
/// @param content what it came to
record Entry(ObjectRef ref, int line, Content content) {}
