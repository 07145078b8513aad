package dev.brama.render;

import dev.brama.syntax.CommentText;
import dev.brama.syntax.Token;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the place of Pebble's `escape` filter, through which every printed value goes: it writes a
/// value as one token of nginx's language, by its type.
///
/// A plain string has no spelling and is refused, so nothing that was not parsed can be printed.
final class TokenFilter implements Filter {
    @Override
    public @Nullable List<String> getArgumentNames() {
        // Pebble hands the name of the escaping strategy over by position.
        return List.of("strategy");
    }

    @Override
    public Object apply(
            @Nullable Object input,
            Map<String, Object> args,
            PebbleTemplate self,
            EvaluationContext context,
            int lineNumber) {
        return switch (input) {
            case SafeString safe -> safe;
            case Token token -> new SafeString(token.token());
            case Integer number -> new SafeString(number.toString());
            case Long number -> new SafeString(number.toString());
            case Boolean on -> new SafeString(on ? "on" : "off");
            case CommentText comment -> new SafeString(comment.value());
            case null ->
                    throw new IllegalStateException(
                            "a template prints a value that is absent, in line " + lineNumber);
            default ->
                    throw new IllegalStateException(
                            "a template prints a "
                                    + input.getClass().getSimpleName()
                                    + ", which is no token, in line "
                                    + lineNumber);
        };
    }

    /// Brings the filter to Pebble.
    static final class Extension extends AbstractExtension {
        @Override
        public Map<String, Filter> getFilters() {
            return Map.of("escape", new TokenFilter());
        }
    }
}
