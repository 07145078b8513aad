package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiFailureTest {
    @Test
    void forbiddenNamesTheRuleForANamespace() {
        ApiFailure failure =
                forbidden(
                        "ingresses.networking.k8s.io \\\"web\\\" is forbidden: User \\\"u\\\" cannot"
                                + " patch resource \\\"ingresses/status\\\" in API group"
                                + " \\\"networking.k8s.io\\\" in the namespace \\\"shop\\\"");
        assertThat(failure.sentence())
                .isEqualTo(
                        "User u may not patch ingresses/status of networking.k8s.io in namespace"
                                + " shop (403 Forbidden). Fix: Add to a Role of that namespace or a"
                                + " ClusterRole bound to this user: - {apiGroups:"
                                + " [\"networking.k8s.io\"], resources: [\"ingresses/status\"],"
                                + " verbs: [\"patch\"]}.");
    }

    @Test
    void forbiddenInTheWholeClusterAsksForAClusterRole() {
        ApiFailure failure =
                forbidden(
                        "secrets is forbidden: User \\\"u\\\" cannot list resource \\\"secrets\\\""
                                + " in API group \\\"\\\" at the cluster scope");
        assertThat(failure.message()).isEqualTo("user u may not list secrets in the whole cluster");
        assertThat(failure.fix())
                .isEqualTo(
                        "add to a ClusterRole bound to this user: - {apiGroups: [\"\"],"
                                + " resources: [\"secrets\"], verbs: [\"list\"]}");
    }

    @Test
    void forbiddenPathAsksForItsUrl() {
        ApiFailure failure =
                forbidden("forbidden: User \\\"u\\\" cannot get path \\\"/version\\\"");
        assertThat(failure.fix()).contains("nonResourceURLs: [\"/version\"]");
    }

    @Test
    void refusalByAPolicyKeepsItsWords() {
        assertThat(forbidden("admission webhook x denied the request: no").message())
                .isEqualTo("admission webhook x denied the request: no");
    }

    @Test
    void namespaceThatGoesAwayIsNoMissingRight() {
        ApiFailure failure =
                ApiFailure.of(
                        403,
                        "{\"message\":\"no\",\"reason\":\"Forbidden\",\"details\":{\"causes\":"
                                + "[{\"reason\":\"NamespaceTerminating\"}]}}");
        assertThat(failure.isGone()).isTrue();
    }

    @Test
    void messageOfTheServerReplacesTheEmptyOneOfTheClient() {
        ApiException thrown =
                new ApiException(
                        422,
                        null,
                        "{\"kind\":\"Status\",\"message\":\"Ingress is invalid\","
                                + "\"reason\":\"Invalid\",\"code\":422}");
        assertThat(ApiFailure.of(thrown).sentence())
                .startsWith("Ingress is invalid (422 Invalid). Fix: ");
    }

    @Test
    void noAnswerTellsTheCause() {
        ApiFailure failure =
                ApiFailure.of(new ApiException(new ConnectException("Connection refused")));
        assertThat(failure.code()).isZero();
        assertThat(failure.sentence())
                .isEqualTo(
                        "The API server does not answer: Connection refused. Fix: Check that it"
                                + " runs and that the network lets this host reach it.");
    }

    @Test
    void distrustAndUnknownNameAreToldApart() {
        assertThat(ApiFailure.of(new SSLHandshakeException("PKIX")).fix())
                .contains("certificate authority");
        assertThat(ApiFailure.of(new UnknownHostException("x")).fix()).contains("name server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>\n<b>Bad Gateway</b>", "[1]", "{\"message\":{}}", "{"})
    void bodyThatIsNoStatusIsNoObstacle(String body) {
        ApiFailure failure = ApiFailure.of(502, body);
        assertThat(failure.isPassing()).isTrue();
        assertThat(failure.sentence()).contains("502").doesNotContain("\n");
        assertThat(failure.message()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401,true",
        "409,true",
        "429,true",
        "503,true",
        "403,false",
        "404,false",
        "422,false"
    })
    void onlyWhatMayPassByItselfIsTriedAgain(int code, boolean passing) {
        assertThat(ApiFailure.of(code, null).isPassing()).isEqualTo(passing);
    }

    private static ApiFailure forbidden(String message) {
        return ApiFailure.of(
                403, "{\"reason\":\"Forbidden\",\"code\":403,\"message\":\"" + message + "\"}");
    }
}
