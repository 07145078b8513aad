package dev.brama.admission;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.brama.admission.AdmissionRequest.UnreadableReviewException;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.ingress.IngressOptions;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewDeskTest {
    static final String UID = "0df28fbd-5f5f-11e8-bc74-36e6bb280816";
    private static final String GOOD =
            """
            {"metadata": {"name": "new", "namespace": "shop"},
             "spec": {"ingressClassName": "nginx", "rules": [{"host": "b.com", "http": {"paths": [
              {"path": "/", "pathType": "Prefix",
               "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]}}\
            """;
    private static final String BAD = GOOD.replace("b.com", "a.com");

    private final ReviewDesk desk = desk();

    private static ReviewDesk desk() {
        ReviewDesk desk =
                new ReviewDesk(
                        AdmissionOptions.of(IngressOptions.DEFAULTS, ClusterBuilder.capabilities()),
                        InstantSource.fixed(ClusterBuilder.NOW));
        desk.know(
                cluster(ingress("old").prefix("a.com", "/"))
                        .ingressClass("other", "example.com/other")
                        .state());
        return desk;
    }

    private static String review(String operation, String kind, String object) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
         "uid": "%s", "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "%s"},
         "operation": "%s", "namespace": "shop", "object": %s, "oldObject": %s,
         "userInfo": {"username": "x"}}}\
        """
                .formatted(UID, kind, operation, object, object);
    }

    private JsonObject response(String review) throws UnreadableReviewException {
        JsonObject answer =
                JsonParser.parseString(desk.answer(review.getBytes(StandardCharsets.UTF_8)).json())
                        .getAsJsonObject();
        assertThat(answer.get("apiVersion").getAsString()).isEqualTo("admission.k8s.io/v1");
        assertThat(answer.get("kind").getAsString()).isEqualTo("AdmissionReview");
        JsonObject response = answer.getAsJsonObject("response");
        assertThat(response.get("uid").getAsString()).isEqualTo(UID);
        return response;
    }

    private boolean allows(String review) throws UnreadableReviewException {
        return response(review).get("allowed").getAsBoolean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE", "UPDATE"})
    void refusalHasCode400AndSaysWhy(String operation) throws UnreadableReviewException {
        JsonObject response = response(review(operation, "Ingress", BAD));

        assertThat(response.get("allowed").getAsBoolean()).isFalse();
        JsonObject status = response.getAsJsonObject("status");
        assertThat(status.get("code").getAsInt()).isEqualTo(400);
        assertThat(status.get("message").getAsString())
                .contains("Host a.com and path \"/\" already belong to Ingress shop/old")
                .contains("fix: Remove the rule");
    }

    @Test
    void goodIngressIsAllowed() throws UnreadableReviewException {
        JsonObject response = response(review("CREATE", "Ingress", GOOD));

        assertThat(response.keySet()).containsExactlyInAnyOrder("uid", "allowed");
        assertThat(response.get("allowed").getAsBoolean()).isTrue();
    }

    @Test
    void warningsAreToldBesideTheVerdict() throws UnreadableReviewException {
        JsonObject response =
                response(review("CREATE", "Ingress", GOOD.replace("\"web\"", "\"absent\"")));

        assertThat(response.get("allowed").getAsBoolean()).isTrue();
        assertThat(response.getAsJsonArray("warnings").get(0).getAsString())
                .isEqualTo(
                        "spec.rules[0].http.paths[0].backend.service: There is no Service"
                                + " shop/absent; its paths answer 503. Create the Service, or"
                                + " correct the name.");
    }

    @Test
    void otherKindsOperationsAndClassesPassUnseen() throws UnreadableReviewException {
        assertThat(allows(review("CREATE", "NetworkPolicy", BAD))).isTrue();
        assertThat(allows(review("DELETE", "Ingress", "null"))).isTrue();
        assertThat(allows(review("DELETE", "Ingress", BAD))).isTrue();
        assertThat(allows(review("CREATE", "Ingress", BAD.replace("\"nginx\"", "\"other\""))))
                .isTrue();
        assertThat(allows(review("CREATE", "Ingress", BAD.replace("\"nginx\"", "\"unknown\""))))
                .isTrue();
        assertThat(allows(review("CREATE", "Ingress", BAD))).isFalse();
    }

    @Test
    void foreignIngressMayBeAsWrongAsItLikes() throws UnreadableReviewException {
        String wrong = "{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"rules\": 7}}";
        String ours =
                "{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"rules\": 7, \"ingressClassName\":"
                        + " \"nginx\"}}";

        assertThat(allows(review("CREATE", "Ingress", wrong))).isTrue();
        assertThat(allows(review("CREATE", "Ingress", ours))).isFalse();
    }

    @Test
    void ingressOfAnUnwatchedNamespacePassesUnseen() throws UnreadableReviewException {
        AdmissionOptions defaults =
                AdmissionOptions.of(IngressOptions.DEFAULTS, ClusterBuilder.capabilities());
        ReviewDesk elsewhere =
                new ReviewDesk(
                        new AdmissionOptions(
                                defaults.ingress(),
                                defaults.capabilities(),
                                defaults.catchAll(),
                                defaults.inspection(),
                                "elsewhere"::equals),
                        InstantSource.fixed(ClusterBuilder.NOW));
        elsewhere.know(cluster(ingress("old").prefix("a.com", "/")).state());
        byte[] bad = review("CREATE", "Ingress", BAD).getBytes(StandardCharsets.UTF_8);

        assertThat(elsewhere.answer(bad).allowed()).isTrue();
        assertThat(desk.answer(bad).allowed()).isFalse();
    }

    @Test
    void ingressOnItsWayOutMayLoseItsFinalizers() throws UnreadableReviewException {
        String leaving =
                BAD.replace(
                        "\"name\": \"new\"",
                        "\"name\": \"new\", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\"");

        assertThat(allows(review("UPDATE", "Ingress", leaving))).isTrue();
    }

    @Test
    void generatedNameNeedsNoName() throws UnreadableReviewException {
        String unnamed = BAD.replace("\"name\": \"new\"", "\"generateName\": \"new-\"");

        assertThat(response(review("CREATE", "Ingress", unnamed)).toString())
                .contains("already belong to Ingress shop/old");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "garbage",
                "[]",
                "null",
                "{}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\"}",
                "\u0000\u0001",
                "{\"a\": 1}{\"b\": 2}"
            })
    void garbageIsNoReview(String body) {
        assertThatThrownBy(() -> desk.answer(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableReviewException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\"",
                "\"0df28fbd-5f5f-11e8-bc74-36e6bb280816\\nX: y\"",
                "\"../../etc\"",
                "7",
                "null"
            })
    void uidThatIsNoUuidIsNotEchoed(String uid) {
        String review = review("CREATE", "Ingress", GOOD).replace("\"" + UID + "\"", uid);

        assertThatThrownBy(() -> desk.answer(review.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableReviewException.class)
                .hasMessage("request.uid is not a UUID");
    }

    @Test
    void otherVersionOfTheReviewIsToldWhichOneIsTaken() {
        String review =
                review("CREATE", "Ingress", GOOD)
                        .replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1");

        assertThatThrownBy(() -> desk.answer(review.getBytes(StandardCharsets.UTF_8)))
                .hasMessage("the body must be an AdmissionReview of admission.k8s.io/v1");
    }

    @Test
    void manyValuesAreRefusedBeforeTheyTakeMemory() {
        String many = GOOD.replace("\"rules\": [", "\"rules\": [" + "1,".repeat(250_000));

        assertThatThrownBy(() ->
                        desk.answer(
                                review("CREATE", "Ingress", many).getBytes(StandardCharsets.UTF_8)))
                .hasMessage("the object holds too many values");
    }

    @Test
    void deepNestingIsNoReview() {
        String deep = GOOD.replace("\"rules\": [", "\"rules\": [" + "[".repeat(100_000));

        assertThatThrownBy(() ->
                        desk.answer(
                                review("CREATE", "Ingress", deep).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableReviewException.class);
    }
}
