package dev.brama.kube;

import dev.brama.cluster.Age;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IngressObject.IngressPath;
import dev.brama.cluster.IngressObject.IngressRule;
import dev.brama.cluster.IngressObject.PathType;
import dev.brama.cluster.IngressObject.TlsEntry;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads an Ingress and checks its form as the API server does, with two departures: hosts may have
/// capital letters, and paths of no type may hold control characters.
final class IngressReader {
    private static final List<String> FORBIDDEN_IN_PATHS =
            List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> FORBIDDEN_AT_END = List.of("/..", "/.");

    private IngressReader() {}

    static IngressObject read(Form root, Metadata metadata, Age age) {
        Form spec = root.child("spec");
        List<IngressRule> rules = spec.children("rules").stream().map(IngressReader::rule).toList();
        if (spec.lacks("rules") && !spec.has("defaultBackend")) {
            spec.missing(
                    "rules",
                    "the Ingress has neither rules nor a default backend",
                    "add spec.rules or spec.defaultBackend");
        }
        return new IngressObject(
                metadata.id(),
                age,
                metadata.annotations(),
                className(spec),
                spec.optionalChild("defaultBackend").map(BackendReader::read),
                spec.children("tls").stream().map(IngressReader::tls).toList(),
                rules);
    }

    private static Optional<String> className(Form spec) {
        if (!spec.has("ingressClassName")) {
            return Optional.empty();
        }
        String name = spec.text("ingressClassName");
        if (!NameRules.isSubdomain(name)) {
            spec.refuse(
                    "ingressClassName",
                    Reason.INVALID_FIELD,
                    spec.show(name) + " is not the name of an IngressClass",
                    "name an IngressClass, or remove the field");
        }
        return Optional.of(name);
    }

    private static TlsEntry tls(Form tls) {
        List<String> hosts = tls.texts("hosts");
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            if (!NameRules.isHost(host) && !NameRules.isWildcardHost(host)) {
                tls.refuse(
                        "hosts[" + i + "]",
                        Reason.INVALID_FIELD,
                        tls.show(host) + " is not a DNS name",
                        "write names such as app.example.com or *.example.com");
            }
        }
        String secret = tls.text("secretName");
        if (!secret.isEmpty() && !NameRules.isSubdomain(secret)) {
            tls.refuse(
                    "secretName",
                    Reason.INVALID_FIELD,
                    tls.show(secret) + " is not the name of a Secret",
                    "name a Secret of the Ingress's namespace");
        }
        return new TlsEntry(hosts, secret);
    }

    private static IngressRule rule(Form rule) {
        String host = rule.text("host");
        if (!host.isEmpty()) {
            checkHost(rule, host);
        }
        Optional<Form> http = rule.optionalChild("http");
        List<IngressPath> paths = new ArrayList<>();
        for (Form path : http.map(form -> form.children("paths")).orElse(List.of())) {
            paths.add(path(path));
        }
        if (http.isPresent() && http.get().lacks("paths")) {
            http.get().missing("paths", "the rule has no paths", "add a path, such as path: /");
        }
        return new IngressRule(host, paths);
    }

    private static void checkHost(Form rule, String host) {
        String shown = rule.show(host);
        if (IpLiteral.looksLikeV4(host) || IpLiteral.isV6(host)) {
            refuseHost(
                    rule,
                    shown + " is an IP address, but rules are for DNS names",
                    "write a DNS name, or leave host out to serve every host");
        } else if (host.matches("[^:]+:[0-9]+")) {
            refuseHost(rule, shown + " has a port, but rules know none", "remove the port");
        } else if (host.startsWith("*.")
                ? !NameRules.isWildcardHost(host)
                : !NameRules.isHost(host)) {
            refuseHost(
                    rule,
                    shown + " is not a DNS name",
                    "write letters, digits, - and dots, such as app.example.com or"
                            + " *.example.com");
        }
    }

    private static void refuseHost(Form rule, String message, String fix) {
        rule.refuse("host", Reason.INVALID_FIELD, message, fix);
    }

    private static IngressPath path(Form form) {
        PathType type = pathType(form);
        String path = form.text("path");
        checkPath(form, path, type);
        return new IngressPath(path, type, BackendReader.read(form.child("backend")));
    }

    private static PathType pathType(Form form) {
        String type = form.text("pathType");
        return switch (type) {
            case "Exact" -> PathType.EXACT;
            case "Prefix" -> PathType.PREFIX;
            case "ImplementationSpecific" -> PathType.IMPLEMENTATION_SPECIFIC;
            default -> {
                String fix = "write Prefix, Exact or ImplementationSpecific";
                if (!form.has("pathType")) {
                    form.missing("pathType", "the path has no pathType", fix);
                } else {
                    form.refuse(
                            "pathType",
                            Reason.INVALID_FIELD,
                            form.show(type) + " is not a pathType",
                            fix);
                }
                yield PathType.IMPLEMENTATION_SPECIFIC;
            }
        };
    }

    private static void checkPath(Form form, String path, PathType type) {
        if (path.chars().anyMatch(Character::isISOControl)) {
            refusePath(form, form.show(path) + " holds a control character", "remove it");
        }
        boolean mayBeEmpty = type == PathType.IMPLEMENTATION_SPECIFIC;
        if (path.isEmpty() ? !mayBeEmpty : path.charAt(0) != '/') {
            refusePath(form, form.show(path) + " is not an absolute path", "start it with /");
        }
        if (type == PathType.IMPLEMENTATION_SPECIFIC) {
            return;
        }
        String fix = "write the path in its plain form, or use pathType ImplementationSpecific";
        for (String part : FORBIDDEN_IN_PATHS) {
            if (path.contains(part)) {
                refusePath(form, form.show(path) + " holds " + part + " within the path", fix);
            }
        }
        for (String end : FORBIDDEN_AT_END) {
            if (path.endsWith(end)) {
                refusePath(form, form.show(path) + " ends with " + end, fix);
            }
        }
    }

    private static void refusePath(Form form, String message, String fix) {
        form.refuse("path", Reason.INVALID_FIELD, message, fix);
    }
}
