package dev.brama.proxy;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.StreamFormat;
import dev.brama.syntax.Text;
import dev.brama.syntax.TimeSpan;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;

/// What holds for every stream.
///
/// @param timeout how long a stream may be silent
/// @param retry what is done where a peer cannot be reached
/// @param responses how many datagrams answer one
/// @param log the log
/// @param trusted whose word on the client's address counts; empty if nobody's
public record StreamOptions(
        TimeSpan timeout, Retry retry, int responses, Log log, List<Cidr> trusted) {
    public StreamOptions {
        trusted = List.copyOf(trusted);
    }

    /// @param on whether another peer is tried
    /// @param timeout for all tries together
    /// @param tries at most; 0 for any number
    public record Retry(boolean on, TimeSpan timeout, int tries) {}

    /// @param format of a line
    /// @param escape `default`, `json` or `none`
    /// @param path of the log; that of requests if absent
    /// @param on whether there is one
    public record Log(StreamFormat format, Word escape, Optional<Text> path, boolean on) {}
}
