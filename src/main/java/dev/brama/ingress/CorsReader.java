package dev.brama.ingress;

import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.proxy.Cors;
import dev.brama.settings.Annotations;
import dev.brama.settings.CorsOrigin;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The answers about cross-origin requests that an Ingress asks for.
final class CorsReader {
    private static final Text METHODS = new Text("GET, PUT, POST, DELETE, PATCH, OPTIONS");
    private static final Text HEADERS =
            new Text(
                    "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
                            + "Content-Type,Range,Authorization");
    private static final int MOST_TOLD = 5;
    private static final int MAX_AGE = 1_728_000;

    private final String prefix;
    private final List<Problem> problems;

    CorsReader(String prefix, List<Problem> problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    Optional<Cors> of(AcceptedIngress ingress) {
        IngressSettings settings = ingress.settings();
        if (!settings.isOn(Annotations.ENABLE_CORS)) {
            return Optional.empty();
        }
        Text headers =
                settings.get(Annotations.CORS_ALLOW_HEADERS)
                        .map(CorsReader::joined)
                        .orElse(HEADERS);
        return Optional.of(
                new Cors(
                        origins(ingress),
                        settings.get(Annotations.CORS_ALLOW_METHODS).orElse(METHODS),
                        headers,
                        settings.get(Annotations.CORS_EXPOSE_HEADERS),
                        settings.get(Annotations.CORS_ALLOW_CREDENTIALS).orElse(true),
                        settings.get(Annotations.CORS_MAX_AGE).orElse(MAX_AGE)));
    }

    private static Text joined(List<HeaderName> names) {
        return new Text(names.stream().map(HeaderName::value).collect(Collectors.joining(",")));
    }

    // A bad item is left out; where none is left, no origin is allowed.
    private Cors.Origins origins(AcceptedIngress ingress) {
        Optional<List<String>> items = ingress.settings().get(Annotations.CORS_ALLOW_ORIGIN);
        if (items.isEmpty()) {
            return new Cors.Origins.Any();
        }
        List<Regex> expressions = new ArrayList<>();
        int bad = 0;
        for (String item : items.get()) {
            switch (CorsOrigin.parse(item)) {
                case Parsed.Valid<CorsOrigin>(CorsOrigin origin) -> {
                    if (origin.isAny()) {
                        return new Cors.Origins.Any();
                    }
                    expressions.add(new Regex(origin.regex()));
                }
                case Parsed.Invalid<CorsOrigin>(String reason, String fix) -> {
                    if (++bad <= MOST_TOLD) {
                        tell(
                                ingress,
                                Excerpt.of(item) + " is " + reason + "; it is left out.",
                                fix);
                    }
                }
            }
        }
        if (bad > MOST_TOLD) {
            tell(
                    ingress,
                    (bad - MOST_TOLD) + " more of its items are not origins; they are left out.",
                    "write origins, comma separated");
        }
        return new Cors.Origins.Matching(expressions);
    }

    private void tell(AcceptedIngress ingress, String message, String fix) {
        problems.add(
                Problem.error(
                        ingress.ref(),
                        "metadata.annotations[" + prefix + "/cors-allow-origin]",
                        Reason.INVALID_SETTING,
                        message,
                        Sentence.of(fix)));
    }
}
