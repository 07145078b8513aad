/// The machine's links: frames, groups, interfaces and the clock, by calls of the kernel; and the
/// pages that it keeps for this process.
///
/// In come frames and the kernel's word on interfaces; out go frames. The only room that calls
/// native code, for which the manifest grants access. What a frame says is not known here beyond
/// what the packet filter needs. Sockets belong to one thread; only their `wake` is for others.
/// Structures are those of 64-bit Linux, the same on x86-64 and arm64.
@NullMarked
package dev.brama.link;

import org.jspecify.annotations.NullMarked;
