package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import dev.brama.speaker.CharterRecord.Former;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CharterKeeperTest {
    private static final long MS = 1_000_000;
    private static final Set<String> NODES = Set.of("n1", "n2", "n3", "n4");

    private final LeaseBook book = new LeaseBook();
    private final CharterKeeper keeper = new CharterKeeper("n1", book, LeaseTiming.USUAL, true);
    private long now;
    private long version;

    /// Leases of n1, n2 and so on, whose notes say this.
    private void notes(long... settled) {
        List<NodeLease> leases = new ArrayList<>();
        for (int i = 0; i < settled.length; i++) {
            String node = "n" + (i + 1);
            leases.add(
                    new NodeLease(
                            node,
                            node + "/1",
                            new TreeMap<>(Map.of(LeaseBook.SETTLED, Long.toString(settled[i]))),
                            node,
                            "" + ++version));
        }
        book.read(leases, now);
    }

    private static Record settling(long version, Former former) {
        Charter charter = new Charter(version, Phase.SETTLING, Mode.LEASE, List.of());
        return new Record(
                new CharterRecord(charter, Optional.of(former)).data(), "uid", "" + version);
    }

    private Optional<Charter> next(Record record) {
        return keeper.next(record, 0, NODES, now).map(CharterRecord::charter);
    }

    private static Former quorum() {
        return new Former.Quorum(List.of("n1", "n2", "n3"));
    }

    @Test
    void majorityOfTheVotersIsEnoughOnceWhatItAcknowledgedHasRunOut() {
        notes(7, 7, 7, 7);
        now += 3000 * MS;
        notes(8, 8, 7, 7);
        Record record = settling(8, quorum());
        assertThat(next(record)).isEmpty();
        now += 500 * MS;
        assertThat(next(record)).isEmpty();
        now += 250 * MS;
        assertThat(next(record).map(Charter::phase)).contains(Phase.ACTIVE);
    }

    /// One that does not vote may hold something by what the voters acknowledged a moment ago, and
    /// its Lease may have been deleted before anybody here saw it.
    @Test
    void evenAllVotersAreNotEnoughAtOnce() {
        notes(7, 7, 7);
        now += 3000 * MS;
        notes(8, 8, 8);
        assertThat(next(settling(8, quorum()))).isEmpty();
    }

    @Test
    void minorityOfTheVotersIsNotEnough() {
        notes(8, 7, 7);
        now += 3000 * MS;
        Record record = settling(8, quorum());
        assertThat(next(record)).isEmpty();
        now += 60_000 * MS;
        assertThat(next(record)).isEmpty();
    }

    @Test
    void leasesAreLeftBehindWhenNoRoundIsReliedOnAnyMore() {
        notes(7, 7);
        now += 3000 * MS;
        notes(8, 8);
        Record record = settling(8, new Former.Leases());
        assertThat(next(record)).isEmpty();
        now += 2400 * MS;
        assertThat(next(record)).isEmpty();
        now += 200 * MS;
        assertThat(next(record)).isPresent();
    }

    @Test
    void whoBeginsToLeadWaitsAnew() {
        notes(8, 8);
        Record record = settling(8, new Former.Leases());
        assertThat(next(record)).isEmpty();
        now += 2400 * MS;
        keeper.follows();
        now += 200 * MS;
        assertThat(next(record)).isEmpty();
    }

    @Test
    void afterALossOneMayBeSilentButNotTwo() {
        notes(7, 7, 7, 7);
        now += 3000 * MS;
        assertThat(next(Record.NONE).map(Charter::version)).contains(7 + CharterKeeper.LEAP);
        Record record = settling(107, new Former.Unknown(List.of("n1", "n2", "n3", "n4")));
        notes(107, 107, 7, 7);
        assertThat(next(record)).isEmpty();
        now += 60_000 * MS;
        assertThat(next(record)).isEmpty();
        notes(107, 107, 107, 7);
        assertThat(next(record)).isEmpty();
        now += 2600 * MS;
        assertThat(next(record)).isPresent();
    }

    @Test
    void afterALossThoseCountWhoseLeasesAreGone() {
        notes(107, 107);
        Record record = settling(107, new Former.Unknown(List.of("n1", "n2", "n3", "n4")));
        assertThat(next(record)).isEmpty();
        now += 60_000 * MS;
        assertThat(next(record)).isEmpty();
        notes(107, 107, 107);
        assertThat(next(record)).isEmpty();
        now += 2600 * MS;
        assertThat(next(record)).isPresent();
    }

    @Test
    void nodeThatWasDeletedIsOffAfterALoss() {
        notes(7, 7, 7, 7);
        now += 3000 * MS;
        notes(107, 107, 7, 7);
        Record record = settling(107, new Former.Unknown(List.of("n3", "n4")));
        Set<String> left = Set.of("n1", "n2");
        assertThat(keeper.next(record, 107, left, now)).isEmpty();
        now += 2600 * MS;
        assertThat(keeper.next(record, 107, left, now)).isPresent();
    }

    @Test
    void charterIsNotChangedBeforeItsKeeperHasNotedIt() {
        notes(7, 7, 7);
        now += 3000 * MS;
        Charter charter = new Charter(8, Phase.ACTIVE, Mode.LEASE, List.of());
        Record record = new Record(new CharterRecord(charter, Optional.empty()).data(), "uid", "8");
        assertThat(next(record)).isEmpty();
        notes(8, 7, 7);
        assertThat(next(record).map(Charter::mode)).contains(Mode.QUORUM);
    }
}
