package dev.brama.report;

import dev.brama.ingress.RouteExplanation;
import dev.brama.problem.Problem;
import dev.brama.proxy.Location;
import dev.brama.proxy.Origin;
import dev.brama.proxy.PathMatch;
import dev.brama.report.ProblemReport.Colour;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Why a URL is answered as it is, told to people and to scripts.
public final class ExplanationReport {
    private static final int SHOWN_CANDIDATES = 20;

    private final String url;
    private final RouteExplanation explanation;
    private final ProblemReport problems;

    /// @param url what was asked about
    /// @param explanation the answer
    /// @param problems of the objects that take part
    public ExplanationReport(String url, RouteExplanation explanation, List<Problem> problems) {
        this.url = url;
        this.explanation = explanation;
        this.problems = new ProblemReport(problems, _ -> Optional.empty());
    }

    /// Some paragraphs.
    public String text(Colour colour) {
        StringBuilder text = new StringBuilder();
        text.append(url).append('\n');
        text.append("  host:     ").append(explanation.host().host().text()).append('\n');
        explanation
                .location()
                .ifPresent(location -> {
                    text.append("  location: ").append(match(location.match()));
                    text.append('\n');
                    text.append("  from:     ").append(from(location.origin()));
                    text.append('\n');
                });
        text.append("  what happens:\n");
        int number = 1;
        for (String step : explanation.steps()) {
            text.append("    ").append(number++).append(". ").append(step).append('\n');
        }
        candidates(text);
        if (!problems.isEmpty()) {
            text.append("  problems of the objects that take part:\n");
            problems.text(colour)
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }

    private void candidates(StringBuilder text) {
        List<RouteExplanation.Candidate> candidates = explanation.candidates();
        if (candidates.isEmpty()) {
            return;
        }
        text.append("  not taken:\n");
        for (RouteExplanation.Candidate candidate :
                candidates.subList(0, Math.min(SHOWN_CANDIDATES, candidates.size()))) {
            text.append("    ")
                    .append(match(candidate.location().match()))
                    .append(" of ")
                    .append(from(candidate.location().origin()))
                    .append(": ")
                    .append(candidate.reason())
                    .append('\n');
        }
        if (candidates.size() > SHOWN_CANDIDATES) {
            text.append("    ... and ")
                    .append(candidates.size() - SHOWN_CANDIDATES)
                    .append(" more\n");
        }
    }

    /// Maps and lists of the same.
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("url", url);
        tree.put("host", explanation.host().host().text());
        explanation.location().ifPresent(location -> tree.put("location", tree(location)));
        tree.put("steps", explanation.steps());
        List<Object> others = new ArrayList<>();
        for (RouteExplanation.Candidate candidate : explanation.candidates()) {
            Map<String, Object> entry = tree(candidate.location());
            entry.put("reason", candidate.reason());
            others.add(entry);
        }
        tree.put("notTaken", others);
        tree.put("problems", problems.tree().getOrDefault("problems", List.of()));
        return tree;
    }

    private static Map<String, Object> tree(Location location) {
        Origin origin = location.origin();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("match", match(location.match()));
        entry.put("ingress", origin.isBuiltIn() ? "" : origin.ingress().qualifiedName());
        entry.put("path", origin.path());
        entry.put("pathType", origin.pathType());
        entry.put("service", origin.service());
        entry.put("servicePort", origin.servicePort());
        return entry;
    }

    private static String match(PathMatch match) {
        return switch (match) {
            case PathMatch.ExactPath(var path) -> "= " + path.value();
            case PathMatch.PrefixPath(var path) -> path.value();
            case PathMatch.RegexPath(var expression) -> "~* " + expression.value();
        };
    }

    private static String from(Origin origin) {
        if (origin.isBuiltIn()) {
            return origin.service().isEmpty()
                    ? "Brama itself"
                    : "the default backend, Service " + origin.service();
        }
        String service =
                origin.service().isEmpty()
                        ? ""
                        : ", Service " + origin.service() + " port " + origin.servicePort();
        return origin.pathType().isEmpty()
                ? origin.ingress() + ", its host's /" + service
                : origin.ingress()
                        + ", path "
                        + origin.path()
                        + " ("
                        + origin.pathType()
                        + ")"
                        + service;
    }
}
