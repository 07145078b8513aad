package dev.brama.kube;

/// What a watch tells; by the Kubernetes API, "Efficient detection of changes".
sealed interface WatchEvent {
    /// An object is new or has changed.
    record Changed(Cached object) implements WatchEvent {}

    /// An object is gone; as it was last.
    record Deleted(Cached object) implements WatchEvent {}

    /// Everything up to this version has been told.
    record Bookmark(String version) implements WatchEvent {}

    /// The watch has ended, for this reason.
    record Failed(ApiFailure reason) implements WatchEvent {}
}
