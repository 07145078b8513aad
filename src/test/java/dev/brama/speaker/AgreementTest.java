package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Charter;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.Seat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Two processes and a store, step by step.
class AgreementTest {
    private static final long MS = 1_000_000;
    private static final IpAddress ADDRESS = IpAddress.parse("192.168.1.70").orElseThrow();
    private static final Set<String> NODES = Set.of("n1", "n2");

    private StoreModel store = new StoreModel();
    private Agreement first = process("n1", 1);
    private final Agreement second = process("n2", 2);
    private long now = 1000 * MS;

    private static Agreement process(String node, long incarnation) {
        Agreement process = new Agreement(new PeerId(node, incarnation), LeaseTiming.USUAL, false);
        process.holding().seats(List.of(new Seat(List.of(ADDRESS), List.of("n1", "n2"))));
        return process;
    }

    private Agreement.Step begin(Agreement process) {
        boolean leads = process == first;
        return process.begin(
                new Agreement.Outside(
                        new TreeMap<>(), leads ? Optional.of(NODES) : Optional.empty()),
                now);
    }

    private Agreement.Step next(Agreement process, Agreement.Step step) {
        return process.on(store.answer(step.ask().orElseThrow()), now, 0);
    }

    private void round(Agreement process) {
        Agreement.Step step;
        int rounds = 0;
        do {
            step = finish(process, begin(process));
        } while (step.again() && ++rounds < 5);
    }

    private Agreement.Step finish(Agreement process, Agreement.Step from) {
        Agreement.Step step = from;
        while (step.ask().isPresent()) {
            step = next(process, step);
        }
        return step;
    }

    private Agreement.Step until(
            Agreement process, Agreement.Step from, Class<? extends Ask> kind) {
        Agreement.Step step = from;
        while (!kind.isInstance(step.ask().orElseThrow())) {
            step = next(process, step);
        }
        return step;
    }

    private void run(int millis, Agreement... processes) {
        for (int i = 0; i < millis; i += 500) {
            now += 500 * MS;
            for (Agreement process : processes) {
                round(process);
            }
        }
    }

    private boolean answers(Agreement process) {
        long deadline = process.holding().deadline(ADDRESS);
        return deadline != Authority.NEVER && deadline - now > 0;
    }

    private void firstHolds() {
        run(6000, first, second);
        assertThat(answers(first)).isTrue();
        assertThat(answers(second)).isFalse();
    }

    @Test
    void nobodyHoldsAnythingBeforeOthersHadTheirTime() {
        run(2500, first, second);
        assertThat(store.charter).isEqualTo(Record.NONE);
        run(3500, first, second);
        assertThat(answers(first)).isTrue();
        assertThat(CharterRecord.read(store.charter.data()).orElseThrow().charter().version())
                .isEqualTo(1);
        assertThat(LeaseTable.read(store.table).entries().get(ADDRESS).epoch()).isEqualTo(1);
    }

    @Test
    void silentHolderIsFollowedAfterItsLeaseWasTaken() {
        firstHolds();
        run(2500, second);
        assertThat(answers(first)).isFalse();
        assertThat(answers(second)).isFalse();
        run(500, second);
        assertThat(answers(second)).isTrue();
        assertThat(store.leases.get("n1").holder()).isEmpty();
        assertThat(LeaseTable.read(store.table).epoch()).isEqualTo(2);
    }

    @Test
    void deletedLeaseFreesNothingBeforeItsHolderStops() {
        firstHolds();
        store.leases.remove("n1");
        round(second);
        assertThat(answers(first)).isTrue();
        assertThat(answers(second)).isFalse();
        assertThat(store.leases.get("n1").holder()).isEqualTo(LeaseBook.UNKNOWN);
        run(2500, second);
        assertThat(answers(first) || answers(second)).isFalse();
        run(500, second);
        assertThat(answers(second)).isTrue();
    }

    @Test
    void holderWhoseLeaseWasDeletedMakesItAgainAndKeepsItsAddress() {
        firstHolds();
        store.leases.remove("n1");
        round(second);
        round(first);
        round(first);
        run(500, second, first);
        assertThat(answers(first)).isTrue();
        assertThat(answers(second)).isFalse();
    }

    /// The Lease is taken away and deleted while a renewal of it is on its way.
    private boolean lateRenewalGivesAnything() {
        firstHolds();
        now += 1000 * MS;
        Agreement.Step late = until(first, begin(first), Ask.PutLease.class);
        now -= 1000 * MS;
        run(3000, second);
        assertThat(answers(second)).isTrue();
        store.leases.remove("n1");
        finish(first, late);
        // Its round began a second later than the one that was seen last.
        now -= 200 * MS;
        return answers(first);
    }

    @Test
    void renewalOfALeaseThatWasTakenAndDeletedGivesNothing() {
        assertThat(lateRenewalGivesAnything()).isFalse();
    }

    /// What the uid is for.
    @Test
    void withoutUidsALateRenewalWouldMakeTwo() {
        store = new StoreModel().withoutUids();
        assertThat(lateRenewalGivesAnything()).isTrue();
    }

    @Test
    void deletedTableFreesNothingBeforeItsHolderStops() {
        firstHolds();
        store.table = Record.NONE;
        run(2500, second);
        assertThat(answers(first) || answers(second)).isFalse();
        assertThat(LeaseTable.read(store.table).isOpen()).isFalse();
        // n1 comes first in the seat, but it is silent.
        run(2000, second);
        assertThat(answers(second)).isTrue();
        // Numbers go on.
        assertThat(LeaseTable.read(store.table).epoch()).isEqualTo(2);
    }

    @Test
    void holderOfADeletedTableStopsAsSoonAsItKnows() {
        firstHolds();
        store.table = Record.NONE;
        round(first);
        assertThat(answers(first)).isFalse();
        run(3500, first, second);
        assertThat(answers(first)).isTrue();
        assertThat(answers(second)).isFalse();
    }

    @Test
    void tableThatWasPutBackFromACopyCountsForNobody() {
        firstHolds();
        Record copy = store.table;
        run(3000, second);
        assertThat(answers(second)).isTrue();
        store.putBackTable(copy);
        round(first);
        assertThat(answers(first)).isFalse();
        round(second);
        assertThat(answers(second)).isFalse();
    }

    @Test
    void deletedCharterIsMadeAgainFarAboveTheLastOne() {
        firstHolds();
        store.charter = Record.NONE;
        round(first);
        CharterRecord record = CharterRecord.read(store.charter.data()).orElseThrow();
        assertThat(record.charter().version()).isEqualTo(1 + CharterKeeper.LEAP);
        assertThat(record.charter().phase()).isEqualTo(Charter.Phase.SETTLING);
        assertThat(record.former()).contains(new CharterRecord.Former.Unknown(List.of("n1", "n2")));
        assertThat(answers(first)).isFalse();
        run(3500, first, second);
        assertThat(answers(first)).isTrue();
    }

    @Test
    void charterThatWasPutBackIsFollowedByNobody() {
        firstHolds();
        Record old = store.charter;
        store.charter = Record.NONE;
        run(3500, first, second);
        store.putBackCharter(old);
        Agreement again = process("n2", 3);
        run(500, again);
        assertThat(again.charter()).isEmpty();
        round(first);
        assertThat(CharterRecord.read(store.charter.data()).orElseThrow().charter().version())
                .isGreaterThan(2 * CharterKeeper.LEAP);
    }

    @Test
    void holdingEndsWhereTheCharterIsNotTheOneThatIsFollowed() {
        firstHolds();
        run(3500, second);
        assertThat(answers(second)).isTrue();
        store.charter = Record.NONE;
        round(second);
        assertThat(answers(second)).isFalse();
        assertThat(second.holding().held()).isEmpty();
    }

    @Test
    void plannedMoveNeedsOneRoundOfEach() {
        firstHolds();
        first.holding().rest(List.of(ADDRESS), now + 10_000 * MS);
        round(first);
        assertThat(answers(first)).isFalse();
        round(second);
        assertThat(answers(second)).isTrue();
    }

    @Test
    void addressThatNobodyCanAnswerForIsNotPassedToAndFro() {
        firstHolds();
        // Each knows only of itself that it cannot.
        first.holding().seats(List.of(new Seat(List.of(ADDRESS), List.of("n2"))));
        second.holding().seats(List.of(new Seat(List.of(ADDRESS), List.of("n1"))));
        run(3000, first, second);
        Record quiet = store.table;
        run(3000, first, second);
        assertThat(store.table).isEqualTo(quiet);
        assertThat(answers(first)).isFalse();
        assertThat(answers(second)).isFalse();
        second.holding().seats(List.of(new Seat(List.of(ADDRESS), List.of("n1", "n2"))));
        run(3000, first, second);
        assertThat(answers(second)).isTrue();
    }

    @Test
    void ownWriteThatMayStillComeIsOvertakenBeforeAnythingIsTakenBack() {
        firstHolds();
        first.holding().rest(List.of(ADDRESS), now + 100 * MS);
        Agreement.Step given = until(first, begin(first), Ask.WriteTable.class);
        Ask late = given.ask().orElseThrow();
        var _ = first.on(new Answer.Failed(), now, 0);
        now += 500 * MS;
        // The table still says that it has the address, but the write that gives it away may come.
        Agreement.Step again = until(first, begin(first), Ask.WriteTable.class);
        assertThat(answers(first)).isFalse();
        finish(first, again);
        assertThat(answers(first)).isTrue();
        assertThat(store.answer(late)).isEqualTo(new Answer.Written(false));
    }

    @Test
    void processThatEndsHandsOverAndGivesItsLeaseBack() {
        firstHolds();
        finish(first, first.leave());
        assertThat(answers(first)).isFalse();
        assertThat(store.leases.get("n1").holder()).isEmpty();
        round(second);
        assertThat(answers(second)).isTrue();
    }

    @Test
    void roundIsReliedOnFromItsBeginning() {
        firstHolds();
        long began = now += 500 * MS;
        Agreement.Step step = begin(first);
        while (step.ask().isPresent()) {
            now += 100 * MS;
            step = next(first, step);
        }
        assertThat(first.holding().deadline(ADDRESS)).isEqualTo(began + LeaseTiming.USUAL.hold());
    }

    @Test
    void processKeepsTheNoteOfTheOneBefore() {
        firstHolds();
        Agreement next = process("n1", 5);
        Agreement.Step step = begin(next);
        step = until(next, step, Ask.PutLease.class);
        var _ = next(next, step);
        NodeLease lease = store.leases.get("n1");
        assertThat(lease.notes()).containsEntry(LeaseBook.SETTLED, "1");
    }

    @Test
    void tableIsNotReadWhileAQuorumVotes() {
        Agreement process = new Agreement(new PeerId("n1", 1), LeaseTiming.USUAL, true);
        assertThat(begin(process).ask()).containsInstanceOf(Ask.ReadTable.class);
        Charter voting =
                new Charter(
                        1, Charter.Phase.ACTIVE, Charter.Mode.QUORUM, List.of("n1", "n2", "n3"));
        store.charter =
                new Record(new CharterRecord(voting, Optional.empty()).data(), "charter", "7");
        round(process);
        assertThat(process.charter().filter(Charter::isVoting)).isPresent();
        assertThat(begin(process).ask()).containsInstanceOf(Ask.ReadLeases.class);
        Agreement.Step last = finish(process, begin(process));
        assertThat(last.turns()).isEmpty();
        assertThat(process.leave().ask()).containsInstanceOf(Ask.ReadTable.class);
    }
}
