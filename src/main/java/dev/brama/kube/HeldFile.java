package dev.brama.kube;

import dev.brama.kube.FolderWalk.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// One file on disk and what is in force of it.
final class HeldFile {
    private static final byte[] NEVER_READ = {};

    private FoundFile file;
    private ParsedFile parsed;
    private byte[] digest = NEVER_READ;
    private boolean mayBeStale = true;

    HeldFile(FoundFile file) {
        this.file = file;
        this.parsed = ParsedFile.unread(file.name(), Fault.unreadable("not tried yet"));
    }

    FoundFile file() {
        return file;
    }

    ParsedFile parsed() {
        return parsed;
    }

    void place(ParsedFile placed) {
        parsed = placed;
    }

    /// Reads the file again unless it is known to be unchanged; says whether it is still there.
    boolean refresh(FoundFile found) {
        boolean unchanged = found.equals(file) && !mayBeStale;
        file = found;
        if (unchanged) {
            return true;
        }
        if (found.stamp().size() > TextFile.MAX_BYTES) {
            fail(Fault.tooLarge());
            return true;
        }
        long now = System.currentTimeMillis();
        try {
            accept(Files.readAllBytes(found.file()));
            mayBeStale = found.stamp().isFreshAt(now);
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            fail(Fault.unreadable(UnreadableManifestException.why(e)));
        }
        return true;
    }

    private void accept(byte[] bytes) {
        byte[] next = digest(bytes);
        if (!Arrays.equals(next, digest)) {
            String text = TextFile.decode(bytes);
            parsed = ParsedFile.parse(new ManifestText(file.name(), text)).after(parsed);
            digest = next;
        }
    }

    /// Says that the file cannot be read; what is in force of it stays.
    void fail(Fault fault) {
        ParsedFile failed = ParsedFile.unread(file.name(), fault).after(parsed);
        if (!failed.faults().equals(parsed.faults())) {
            parsed = failed;
        }
        digest = NEVER_READ;
        mayBeStale = true;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
