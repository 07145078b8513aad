/// What users can set: annotations of Ingresses and keys of the ConfigMap.
///
/// Each setting has one definition: its key, how its value is read, what happens to a bad value,
/// its risk, its line of documentation. In: the texts that a user wrote. Out: typed values and the
/// problems found. Parsing, linting, admission and the reference page derive from the definitions.
@NullMarked
package dev.brama.settings;

import org.jspecify.annotations.NullMarked;
