/// The layer-2 process, one a node: who may answer for an address, carried out.
///
/// Rooms below decide; here are the threads, sockets and requests that carry their decisions. The
/// thread that sends on the LAN asks an authority right before each send and waits for nobody.
@NullMarked
package dev.brama.speaker;

import org.jspecify.annotations.NullMarked;
