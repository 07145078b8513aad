package dev.brama.speaker;

import dev.brama.layer2.MacAddress;

/// An interface of this node, as far as announcing goes.
///
/// @param name such as `eth0`
/// @param mac of its card; [MacAddress#NONE] where it has none
/// @param fitness whether it can announce
/// @param heardAt when a peer was last heard here, on the speaker's clock, or when the first was to
///   be asked; `Long.MAX_VALUE` where none is asked
/// @param counted since the start
public record InterfaceState(
        String name,
        MacAddress mac,
        InterfaceRules.Fitness fitness,
        long heardAt,
        Counted counted) {}
