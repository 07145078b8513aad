/// The commands, one class each: read the command line, call what does the work, print.
@NullMarked
package dev.brama.cli;

import org.jspecify.annotations.NullMarked;
