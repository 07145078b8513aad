package dev.brama.layer2;

/// A message to be sent; not at all where that process is not the one at the other end any more.
public record Outgoing(PeerId to, Message message) {}
