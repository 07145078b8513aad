package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeakerPagesTest {
    @Test
    void statusIsReadAsItWasTold() {
        SpeakerStatus status =
                new SpeakerStatus(
                        "n1",
                        "quorum",
                        "3 speakers and a key",
                        7,
                        List.of("n1", "n2", "n3"),
                        "n2",
                        List.of("n3"),
                        List.of(
                                address("192.168.1.70", Optional.of("n1")),
                                address("2001:db8::7", Optional.empty())),
                        List.of(
                                new SpeakerStatus.Interface(
                                        "eth0",
                                        "02:00:00:00:01:01",
                                        "up",
                                        true,
                                        12,
                                        11,
                                        10,
                                        1,
                                        0)));
        assertThat(SpeakerPages.readStatus(SpeakerPages.status(status))).isEqualTo(status);
    }

    @Test
    void findingsAreReadAsTheyWereTold() {
        List<Problem> problems =
                List.of(
                        Problem.error(
                                new ObjectRef("Service", "shop", "web"),
                                "status.loadBalancer",
                                Reason.NO_ADDRESS,
                                "it has no address yet",
                                "Add a pool."));
        assertThat(SpeakerPages.readFindings(SpeakerPages.findings(problems))).isEqualTo(problems);
    }

    @Test
    void accountsAreReadAsTheyWereTold() {
        Account account =
                new Account(
                        "n1",
                        true,
                        List.of(new Account.Held("192.168.1.70", 4, 1_767_322_805_123L)),
                        new TreeMap<>(Map.of("shop/dns", "no address is free in pool lan")),
                        new TreeMap<>(Map.of("shop/web", "has no link on these interfaces")));
        assertThat(SpeakerPages.readAccount(SpeakerPages.account(account))).isEqualTo(account);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[]", "{\"node\": \"n1\"}", "<html>"})
    void otherTextIsNoAccount(String text) {
        assertThatThrownBy(() -> SpeakerPages.readAccount(text))
                .isInstanceOf(JsonParseException.class);
    }

    private static SpeakerStatus.Address address(String address, Optional<String> holder) {
        return new SpeakerStatus.Address(
                address, List.of("shop/web"), "lan", holder, 4, holder, holder.isPresent());
    }
}
