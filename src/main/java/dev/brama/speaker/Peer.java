package dev.brama.speaker;

import java.net.InetSocketAddress;

/// Where the speaker of a node is reached, by TCP and UDP.
public record Peer(String node, InetSocketAddress address) {}
