package dev.brama.ingress;

import dev.brama.proxy.Certificate;
import dev.brama.syntax.Capabilities;
import java.time.Instant;

/// What the meaning of Ingresses depends on beside the objects.
///
/// @param now the time, for the validity of certificates
/// @param capabilities what the nginx at hand understands
/// @param fallbackCertificate for hosts without a certificate of their own
/// @param lastGood what serves on where a newer version is refused
public record Surroundings(
        Instant now,
        Capabilities capabilities,
        Certificate fallbackCertificate,
        LastGood lastGood) {}
