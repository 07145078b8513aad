package dev.brama.cluster;

import java.util.Optional;

/// A Node.
///
/// @param name its name
/// @param internalIp the first `status.addresses` of type InternalIP
/// @param externalIp the first `status.addresses` of type ExternalIP
public record NodeObject(String name, Optional<String> internalIp, Optional<String> externalIp) {}
