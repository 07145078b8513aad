/// An immutable copy of the few fields that Brama reads from Kubernetes objects.
///
/// Field names and meanings are those of the Kubernetes API. Nothing is judged here but form: what
/// comes in is what the author wrote, what it means is decided in the room `ingress`.
@NullMarked
package dev.brama.cluster;

import org.jspecify.annotations.NullMarked;
