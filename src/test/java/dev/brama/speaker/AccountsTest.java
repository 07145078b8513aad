package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.Holder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AccountsTest {
    private static final IpAddress WEB = IpAddress.parse("192.168.1.70").orElseThrow();
    private static final IpAddress DNS = IpAddress.parse("2001:db8::7").orElseThrow();
    private static final SortedMap<IpAddress, String> NO_TABLE = new TreeMap<>();

    @Test
    void addressOfAnotherNodeIsKnownByItsOwnWord() {
        Accounts accounts =
                Accounts.of(
                        account("n1"),
                        List.of(account("n2", held(WEB, 7)), account("n6")),
                        Set.of("n1", "n2", "n6"),
                        NO_TABLE);
        assertThat(accounts.holder(WEB)).isEqualTo(new Holder.Node("n2"));
        assertThat(accounts.held(WEB)).contains(new Accounts.Held("n2", 7, 1_000));
        assertThat(accounts.holder(DNS)).isEqualTo(new Holder.Nobody());
    }

    // One look at each pair of address and claim took half a minute for so many.
    @Test
    @Timeout(10)
    void holdersOfManyAddressesAreFoundWithoutLookingThroughAllForEach() {
        Account.Held[] many =
                IntStream.range(0, 60_000)
                        .mapToObj(i -> held(IpAddress.v4(i), 1))
                        .toArray(Account.Held[]::new);
        Accounts accounts =
                Accounts.of(account("n1"), List.of(account("n2", many)), Set.of("n2"), NO_TABLE);
        assertThat(IntStream.range(0, 60_000).mapToObj(IpAddress::v4))
                .allMatch(address -> accounts.holder(address).equals(new Holder.Node("n2")));
    }

    @Test
    void whileOneIsSilentWhatNobodyClaimsIsUnknown() {
        Accounts accounts =
                Accounts.of(
                        account("n1", held(WEB, 7)),
                        List.of(account("n2")),
                        Set.of("n1", "n2", "n3"),
                        NO_TABLE);
        assertThat(accounts.holder(WEB)).isEqualTo(new Holder.Node("n1"));
        assertThat(accounts.holder(DNS)).isEqualTo(new Holder.Unknown(new TreeSet<>(Set.of("n3"))));
    }

    @Test
    void tableOfLeasesSpeaksForTheSilent() {
        SortedMap<IpAddress, String> table = new TreeMap<>(Map.of(WEB, "n3", DNS, "n2"));
        Accounts accounts =
                Accounts.of(account("n1"), List.of(account("n2")), Set.of("n1", "n2", "n3"), table);
        assertThat(accounts.holder(WEB)).isEqualTo(new Holder.Node("n3"));
        // The table says so, but the node itself has said that it does not.
        assertThat(accounts.holder(DNS)).isInstanceOf(Holder.Unknown.class);
    }

    @Test
    void ofTwoThatSayTheyHoldItTheLaterHolderCounts() {
        Accounts accounts =
                Accounts.of(
                        account("n1", held(WEB, 7)),
                        List.of(account("n2", held(WEB, 8))),
                        Set.of("n1", "n2"),
                        NO_TABLE);
        assertThat(accounts.holder(WEB)).isEqualTo(new Holder.Node("n2"));
    }

    @Test
    void refusalsAreThoseOfTheOneThatGivesAddressesOut() {
        Account leader =
                new Account(
                        "n2",
                        true,
                        List.of(),
                        new TreeMap<>(Map.of("shop/web", "no address is free in pool lan")),
                        new TreeMap<>(Map.of("shop/web", "no link")));
        Accounts accounts =
                Accounts.of(account("n1"), List.of(leader), Set.of("n1", "n2"), NO_TABLE);
        assertThat(accounts.refusal("shop/web")).contains("no address is free in pool lan");
        assertThat(accounts.refusal("shop/dns")).isEmpty();
        assertThat(
                        accounts.obstacles(
                                "shop/web",
                                Map.of(
                                        "n2", Set.of(Obstacle.NO_ENDPOINT),
                                        "n3", Set.of(Obstacle.NOT_READY))))
                .containsExactly(
                        Map.entry("n2", "no link, the Service has no ready endpoint anywhere"),
                        Map.entry("n3", "not ready"));
        assertThat(accounts.obstacles("shop/dns", Map.of())).isEmpty();
        assertThat(Accounts.NONE.allocator()).isEmpty();
    }

    private static Account account(String node, Account.Held... held) {
        return new Account(node, false, Arrays.asList(held), new TreeMap<>(), new TreeMap<>());
    }

    private static Account.Held held(IpAddress address, long epoch) {
        return new Account.Held(address.toString(), epoch, 1_000);
    }
}
