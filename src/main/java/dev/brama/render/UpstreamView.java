package dev.brama.render;

import dev.brama.proxy.HttpOptions;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An upstream as the template prints it.
///
/// @param zoneSize size of the memory in which all workers share what they know of peers
/// @param follows name of the cookie that names the peer, where it is only followed
/// @param sets the words of `sticky cookie`, where it is set too
/// @param resolved the name that is asked for while serving, in place of peers
record UpstreamView(
        CommentText comment,
        Word name,
        Word zoneSize,
        @Nullable Expression hashKey,
        boolean lessBusyOfTwo,
        @Nullable Word follows,
        List<Token> sets,
        List<HostPort> peers,
        @Nullable ServerName resolved,
        HttpOptions.@Nullable Keepalive keepalive) {}
