package dev.brama.kube;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// A file or folder that was asked for cannot be read; the message says which and why.
public final class UnreadableManifestException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableManifestException(String path, IOException cause) {
        super("cannot read " + path + ": " + why(cause), cause);
    }

    UnreadableManifestException(String path, String why) {
        super("cannot read " + path + ": " + why);
    }

    /// The cause in words; the exceptions of the JDK mostly say the path only.
    static String why(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemLoopException _ -> "its links lead in a circle";
            default -> {
                String message = cause.getMessage();
                yield message == null ? cause.getClass().getSimpleName() : message;
            }
        };
    }
}
