package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.MacAddress;

/// Another card's claim to an address that was announced here, and is no more since.
///
/// @param address that is claimed
/// @param claimant whose card neighbours now take for its own
/// @param sender whose card sent the frame; most often the same
/// @param interfaceName where it was heard
public record Claim(
        IpAddress address, MacAddress claimant, MacAddress sender, String interfaceName) {}
