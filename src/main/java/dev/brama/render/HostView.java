package dev.brama.render;

import dev.brama.syntax.CommentText;
import dev.brama.syntax.Expression;
import dev.brama.syntax.ServerName;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A virtual host as the templates print it.
///
/// @param ingresses who takes part, oldest first
/// @param names its names
/// @param appRoot where `/` is redirected to
/// @param secondChance whether a location may pass a request on once more
/// @param countedAs the host as the metrics tell it; null where nobody counts
record HostView(
        List<CommentText> ingresses,
        List<Token> names,
        Word certificate,
        Word key,
        @Nullable Expression appRoot,
        List<LocationView> locations,
        List<ErrorPageLocation> errorLocations,
        boolean secondChance,
        @Nullable RedirectedNameView redirectedName,
        @Nullable Text countedAs) {
    /// A location that fetches an error page.
    record ErrorPageLocation(Word name, int status, Word upstream, Text logName) {}

    record RedirectedNameView(ServerName name, int code, Expression url) {}
}
