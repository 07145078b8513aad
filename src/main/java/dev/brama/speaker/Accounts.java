package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.Holder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the speakers have said, this one among them, and who has said nothing.
///
/// No speaker knows by itself who answers for what another one was granted: not even a voter, for a
/// majority of the others suffices. So each is asked for its own part, which it knows for certain.
///
/// @param said one for each speaker that spoke
/// @param silent nodes whose speaker lives and has said nothing
/// @param table who has what by the table of Leases, which counts for the silent ones
/// @param claimed who says that it has which address
record Accounts(
        List<Account> said,
        SortedSet<String> silent,
        SortedMap<IpAddress, String> table,
        Map<String, Held> claimed) {
    /// Nobody was asked.
    static final Accounts NONE =
            new Accounts(List.of(), new TreeSet<>(), new TreeMap<>(), Map.of());

    Accounts {
        said = List.copyOf(said);
        silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
        table = Collections.unmodifiableSortedMap(new TreeMap<>(table));
        claimed = Map.copyOf(claimed);
    }

    /// Puts together what was heard.
    ///
    /// @param own what this speaker says
    /// @param heard what the others said
    /// @param alive all nodes whose speaker lives
    static Accounts of(
            Account own,
            Collection<Account> heard,
            Collection<String> alive,
            SortedMap<IpAddress, String> table) {
        List<Account> said = new ArrayList<>(heard);
        said.add(own);
        SortedSet<String> silent = new TreeSet<>(alive);
        said.forEach(one -> silent.remove(one.node()));
        return new Accounts(said, silent, table, claimed(said));
    }

    /// An address in the hands of a node.
    record Held(String node, long epoch, long since) {}

    /// While an address moves two may say that they have it, since they are not asked at the same
    /// moment: the later holder has the higher epoch.
    private static Map<String, Held> claimed(List<Account> said) {
        Map<String, Held> claimed = new HashMap<>();
        for (Account account : said) {
            for (Account.Held one : account.held()) {
                claimed.merge(
                        one.address(),
                        new Held(account.node(), one.epoch(), one.since()),
                        (first, next) -> first.epoch() < next.epoch() ? next : first);
            }
        }
        return claimed;
    }

    /// Who says that it has the address.
    Optional<Held> held(IpAddress address) {
        return Optional.ofNullable(claimed.get(address.toString()));
    }

    /// Who answers for the address.
    Holder holder(IpAddress address) {
        Optional<Held> held = held(address);
        if (held.isPresent()) {
            return new Holder.Node(held.get().node());
        }
        String written = table.get(address);
        if (written != null && silent.contains(written)) {
            return new Holder.Node(written);
        }
        return silent.isEmpty() ? new Holder.Nobody() : new Holder.Unknown(silent);
    }

    /// Why a Service gets no address, if the one that gives them out has said it.
    Optional<String> refusal(String service) {
        return allocator().flatMap(one -> Optional.ofNullable(one.refusals().get(service)));
    }

    /// What the one that gives addresses out has said.
    Optional<Account> allocator() {
        return said.stream().filter(Account::allocates).findFirst();
    }

    /// What keeps each node from answering for a Service, in words: what everybody can see of it,
    /// and what it says itself of its links.
    ///
    /// @param planned what can be seen from here
    SortedMap<String, String> obstacles(String service, Map<String, Set<Obstacle>> planned) {
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        planned.forEach((node, obstacles) ->
                obstacles.forEach(one ->
                        all.computeIfAbsent(node, _ -> new TreeSet<>()).add(one.toString())));
        said.forEach(one -> {
            String told = one.obstacles().get(service);
            if (told != null) {
                all.computeIfAbsent(one.node(), _ -> new TreeSet<>()).add(told);
            }
        });
        SortedMap<String, String> words = new TreeMap<>();
        all.forEach((node, each) -> words.put(node, String.join(", ", each)));
        return words;
    }
}
