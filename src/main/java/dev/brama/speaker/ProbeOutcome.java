package dev.brama.speaker;

import dev.brama.layer2.MacAddress;

/// What came of asking the LAN whether a stranger uses an address.
public sealed interface ProbeOutcome {
    /// A card uses it.
    record Answered(MacAddress card, String interfaceName) implements ProbeOutcome {}

    /// Nobody said so in time.
    record Silent() implements ProbeOutcome {}

    /// There is no interface to ask on.
    record NotAsked() implements ProbeOutcome {}
}
