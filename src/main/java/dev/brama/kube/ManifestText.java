package dev.brama.kube;

/// The text of one file of manifests.
///
/// @param file the name by which problems call it
/// @param text what it holds
public record ManifestText(String file, String text) {}
