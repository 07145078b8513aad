package dev.brama.speaker;

/// What was counted up to a moment.
///
/// @param requests questions for announced addresses
/// @param responses answers to them
/// @param gratuitous frames that told of an address unasked
/// @param conflicts claims of other cards
/// @param malformed frames that broke a rule; most of them do not come past the kernel's filter
/// @param withheld answers that were owed but not given: for want of authority, of room, or of the
///   asker's budget
public record Counted(
        long requests,
        long responses,
        long gratuitous,
        long conflicts,
        long malformed,
        long withheld) {}
