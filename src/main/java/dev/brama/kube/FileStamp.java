package dev.brama.kube;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/// By what a file is known to be the same without reading it.
///
/// @param size its size
/// @param written when its content was last written
/// @param changed when anything of it last changed. Nobody can set this back, so it tells a file
///   that an archive with fixed times laid over another of the same size.
/// @param identity device and inode, or the path where the system has no such
record FileStamp(long size, FileTime written, FileTime changed, Object identity) {
    private static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    static FileStamp of(Path file, BasicFileAttributes attributes) throws IOException {
        FileTime written = attributes.lastModifiedTime();
        return new FileStamp(
                attributes.size(),
                written,
                UNIX ? (FileTime) Files.getAttribute(file, "unix:ctime") : written,
                Objects.requireNonNullElse(attributes.fileKey(), file.toAbsolutePath()));
    }

    /// Whether the file changed so shortly before this moment that the clock of the file system may
    /// not tell a later change from that one.
    boolean isFreshAt(long millis) {
        return Math.max(written.toMillis(), changed.toMillis()) > millis - 2_000;
    }
}
