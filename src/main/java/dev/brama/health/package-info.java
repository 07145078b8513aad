/// Pages about a process, over plain HTTP: for probes, Prometheus and people.
@NullMarked
package dev.brama.health;

import org.jspecify.annotations.NullMarked;
