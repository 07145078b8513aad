/// Judges Ingresses before the API server stores them.
///
/// In come AdmissionReviews over HTTPS; out goes yes, with warnings, or no, in the words that
/// `brama check` uses. Never runs nginx, and never answers from anything but the objects known.
@NullMarked
package dev.brama.admission;

import org.jspecify.annotations.NullMarked;
