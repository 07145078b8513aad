/// The ingress process: wires the rooms by hand and runs the loop.
///
/// Objects come in from a source, go through compiling and rendering to nginx, and what is wrong
/// with them is told. A signal says only that something changed; everything is rebuilt from what is
/// there then.
@NullMarked
package dev.brama.controller;

import org.jspecify.annotations.NullMarked;
