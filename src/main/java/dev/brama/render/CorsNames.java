package dev.brama.render;

import dev.brama.proxy.Cors;
import dev.brama.proxy.FileId;
import dev.brama.syntax.Expression;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names and values of the maps behind one set of answers about cross-origin requests.
///
/// Locations with equal answers share the maps. A map gives an empty value for an origin that is
/// not allowed, and nginx leaves a header with an empty value out.
final class CorsNames {
    private CorsNames() {}

    /// The maps as the template prints them.
    ///
    /// @param origin name of the variable with the allowed origin
    /// @param preflight name of the variable that is 1 for a question of an allowed origin
    record CorsMaps(
            Word origin,
            Word preflight,
            Token preflightSource,
            List<Regex> expressions,
            List<Answer> answers) {
        /// A header's value for allowed origins.
        record Answer(Word variable, Token source, Text value) {}
    }

    /// What the location prints.
    static LocationView.CorsView view(Cors cors) {
        return switch (cors.origins()) {
            case Cors.Origins.Any _ ->
                    new LocationView.CorsView(
                            new Word("OPTIONS"),
                            true,
                            new Text("*"),
                            cors.methods(),
                            cors.headers(),
                            cors.exposed().orElse(null),
                            cors.credentials() ? new Text("true") : null,
                            age(cors));
            case Cors.Origins.Matching _ -> {
                String id = id(cors);
                yield new LocationView.CorsView(
                        name("preflight", id),
                        false,
                        variable("origin", id),
                        variable("methods", id),
                        variable("headers", id),
                        cors.exposed().isPresent() ? variable("exposed", id) : null,
                        cors.credentials() ? variable("credentials", id) : null,
                        variable("age", id));
            }
        };
    }

    /// The maps for it; none where every origin is allowed.
    static @Nullable CorsMaps maps(Cors cors) {
        if (!(cors.origins() instanceof Cors.Origins.Matching(List<Regex> expressions))) {
            return null;
        }
        String id = id(cors);
        Token origin = variable("origin", id);
        List<CorsMaps.Answer> answers = new ArrayList<>();
        answers.add(new CorsMaps.Answer(name("methods", id), origin, cors.methods()));
        answers.add(new CorsMaps.Answer(name("headers", id), origin, cors.headers()));
        answers.add(new CorsMaps.Answer(name("age", id), origin, age(cors)));
        cors.exposed()
                .map(value -> new CorsMaps.Answer(name("exposed", id), origin, value))
                .ifPresent(answers::add);
        if (cors.credentials()) {
            answers.add(new CorsMaps.Answer(name("credentials", id), origin, new Text("true")));
        }
        return new CorsMaps(
                name("origin", id),
                name("preflight", id),
                new Expression("$request_method:$cors_origin_" + id),
                expressions.stream().map(regex -> new Regex("~*" + regex.value())).toList(),
                List.copyOf(answers));
    }

    private static Text age(Cors cors) {
        return new Text(Integer.toString(cors.maxAgeSeconds()));
    }

    private static Token variable(String what, String id) {
        return new Expression("$cors_" + what + "_" + id);
    }

    private static Word name(String what, String id) {
        return new Word("cors_" + what + "_" + id);
    }

    private static String id(Cors cors) {
        return FileId.of(cors.toString()).value().substring(0, 12);
    }
}
