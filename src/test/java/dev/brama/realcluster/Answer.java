package dev.brama.realcluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came back.
///
/// @param status 0 where no answer came
/// @param headers by name in lower case
/// @param certificate that of the server, in base64; empty without TLS
/// @param failure why no answer came
record Answer(
        int status,
        String protocol,
        Map<String, String> headers,
        String body,
        String certificate,
        String failure) {

    static Answer failed(Exception cause) {
        return new Answer(0, "", Map.of(), "", "", cause.toString());
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /// What the application for tests tells of the request.
    JsonObject echo() {
        if (!header("content-type").startsWith("application/json")) {
            throw new AssertionError("no application answered: " + this);
        }
        return JsonParser.parseString(body).getAsJsonObject();
    }

    /// A field of [#echo].
    String echo(String field) {
        return echo().get(field).getAsString();
    }

    /// Which Service answered, or why none did: "404", "503".
    String servedBy() {
        return status == 200 ? echo("service") : failure.isEmpty() ? "" + status : failure;
    }

    X509Certificate leaf() throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Base64.getDecoder().decode(certificate)));
    }

    List<String> names() throws CertificateException {
        return leaf().getSubjectAlternativeNames() == null
                ? List.of()
                : leaf().getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString())
                        .toList();
    }
}
