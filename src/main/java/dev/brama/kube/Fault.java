package dev.brama.kube;

import dev.brama.kube.Outcome.Broken;
import dev.brama.problem.Reason;

/// What is wrong with a file, as opposed to an object in it.
///
/// @param place where in the file, in the words of a problem's field
/// @param line the line, from 1; 0 means the file as a whole
/// @param reason the token for it
/// @param message what is wrong
/// @param fix what to do about it
record Fault(String place, int line, Reason reason, String message, String fix) {
    /// A document that cannot be parsed.
    static Fault of(Broken broken) {
        return new Fault(
                broken.place(),
                broken.line(),
                Reason.MALFORMED_DOCUMENT,
                broken.reason(),
                broken.fix());
    }

    /// A file that is there but cannot be read.
    static Fault unreadable(String why) {
        return new Fault(
                "",
                0,
                Reason.MALFORMED_DOCUMENT,
                "the file cannot be read: " + why,
                "make it readable for the user that Brama runs as");
    }

    /// A folder, or a file not met before, that is there but cannot be looked at.
    static Fault inaccessible(String why) {
        return new Fault(
                "",
                0,
                Reason.MALFORMED_DOCUMENT,
                "it cannot be read: " + why + "; what was read from it before stays in force",
                "make it readable for the user that Brama runs as");
    }

    /// A file of absurd size.
    static Fault tooLarge() {
        return new Fault(
                "",
                0,
                Reason.TOO_LARGE,
                "the file holds more than " + TextFile.MAX_BYTES / 1024 / 1024 + " MiB",
                "split it");
    }

    /// A file or folder that was named but is not there.
    static Fault absent() {
        return new Fault(
                "", 0, Reason.MISSING_REFERENCE, "there is no such file or folder", "create it");
    }
}
