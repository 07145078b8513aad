/// From what the proxy must do to the files that nginx reads.
///
/// In: a `ProxyConfig`. Out: a [dev.brama.render.Rendering], the files and, for each line, the
/// object that it comes from. Templates print, decisions are made in Java; every printed value is
/// one token of nginx's language by its type. Equal input gives equal bytes. No I/O after
/// construction.
@NullMarked
package dev.brama.render;

import org.jspecify.annotations.NullMarked;
