package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseOwnerTest {
    private static final LeaseRecord LEASE =
            LeaseRecord.made("l", "me", Duration.ofSeconds(30), Instant.EPOCH);

    @Test
    void serviceAccountOfTheNamespaceOwnsTheLease() {
        LeaseOwner owner =
                LeaseOwner.in("shop", review("system:serviceaccount:shop:brama", "u-1"))
                        .orElseThrow();
        assertThat(LEASE.owned(owner).json().getAsJsonObject("metadata"))
                .isEqualTo(
                        json(
                                """
                                {name: l, ownerReferences: [
                                  {apiVersion: v1, kind: ServiceAccount, name: brama, uid: u-1}]}
                                """));
    }

    @Test
    void accountOfAnotherNamespaceOrAPersonOwnsNothing() {
        assertThat(LeaseOwner.in("shop", review("system:serviceaccount:shop2:brama", "u-1")))
                .isEmpty();
        assertThat(LeaseOwner.in("shop", review("admin", "u-1"))).isEmpty();
        assertThat(LeaseOwner.in("shop", review("system:serviceaccount:shop:brama", ""))).isEmpty();
        assertThat(LeaseOwner.in("shop", new JsonObject())).isEmpty();
    }

    @Test
    void ownerOfBeforeStays() {
        LeaseRecord owned = LEASE.owned(new LeaseOwner("first", "u-1"));
        assertThat(owned.owned(new LeaseOwner("second", "u-2"))).isEqualTo(owned);
    }

    private static JsonObject review(String name, String uid) {
        JsonObject user = new JsonObject();
        user.addProperty("username", name);
        user.addProperty("uid", uid);
        JsonObject status = new JsonObject();
        status.add("userInfo", user);
        JsonObject review = new JsonObject();
        review.add("status", status);
        return review;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
