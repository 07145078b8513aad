package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.layer2.Charter;
import dev.brama.speaker.CharterRecord.Former;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CharterRecordTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        CharterRecord record =
                new CharterRecord(
                        new Charter(
                                7,
                                Charter.Phase.SETTLING,
                                Charter.Mode.QUORUM,
                                List.of("n1", "n2", "n3")),
                        Optional.of(new Former.Quorum(List.of("n1", "n4", "n5"))));
        assertThat(CharterRecord.read(record.data())).contains(record);
        assertThat(record.data()).containsEntry("voters", "n1 n2 n3").containsEntry("version", "7");
    }

    @Test
    void whatSomebodySpoiltIsNoCharter() {
        assertThat(CharterRecord.read(new TreeMap<>())).isEmpty();
        assertThat(CharterRecord.read(new TreeMap<>(Map.of("version", "x", "phase", "active"))))
                .isEmpty();
        assertThat(
                        CharterRecord.read(
                                new TreeMap<>(
                                        Map.of(
                                                "version", "1", "phase", "active", "mode", "quorum",
                                                "voters", ""))))
                .isEmpty();
    }
}
