/// Values that nginx can spell.
///
/// The only way to a value is to parse text, so a value that exists is one that nginx takes as
/// exactly one token: no value can end a directive or open a block. Text that holds no variables
/// keeps its dollar signs as dollar signs. Knows no other room, does no I/O.
@NullMarked
package dev.brama.syntax;

import org.jspecify.annotations.NullMarked;
