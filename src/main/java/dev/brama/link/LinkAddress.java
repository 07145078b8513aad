package dev.brama.link;

import java.net.InetAddress;

/// An address that an interface has.
///
/// @param address without scope
/// @param prefixLength of the network it lies in
public record LinkAddress(InetAddress address, int prefixLength) {}
