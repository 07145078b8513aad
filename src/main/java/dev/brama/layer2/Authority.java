package dev.brama.layer2;

import dev.brama.address.IpAddress;

/// Says until when this node may answer for an address.
///
/// Whoever sends asks right before each send, in the sending thread: a grant may have run out since
/// the request came in. So an answer takes no lock and makes no object.
@FunctionalInterface
public interface Authority {
    /// The deadline of what is not granted: it lies before every moment.
    long NEVER = Long.MIN_VALUE;

    /// Until when this node may answer for the address: nanoseconds on the clock that the speaker
    /// passes around, [#NEVER] where it may not. At that very moment it may no more.
    long deadline(IpAddress address);
}
