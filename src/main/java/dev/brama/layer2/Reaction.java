package dev.brama.layer2;

import dev.brama.address.IpAddress;

/// What a frame calls for.
public sealed interface Reaction {
    /// An answer is owed, if this node may give it at the moment of sending.
    ///
    /// @param address that was asked for
    /// @param asker whose card asked
    /// @param frame to send
    record Answer(IpAddress address, MacAddress asker, Frame frame) implements Reaction {}

    /// Another card claims an address that is announced here: neighbours that hear it go there.
    ///
    /// @param address that is claimed
    /// @param claimant whose card neighbours take for its own
    /// @param sender whose card sent the frame; most often the same
    record Conflict(IpAddress address, MacAddress claimant, MacAddress sender)
            implements Reaction {}

    /// Nothing is to be done.
    enum Nothing implements Reaction {
        /// It is about addresses that are not announced here, or is no question.
        NOT_ASKED,
        /// This node's own words, come back.
        OWN,
        /// It breaks a rule.
        MALFORMED
    }
}
