package dev.brama.bed;

import dev.brama.bed.Frames.Claim;
import dev.brama.bed.Requests.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// What may happen to a speaker, and what a client in the LAN sees of it.
final class Matrix {
    private static final String WEB = "web";

    /// The MAC of a host that is no node.
    static final String STRANGER = "02:00:00:00:09:09";

    private static final double ASSIGNED = 8;

    private final Bed bed;
    private final List<Row> rows = new ArrayList<>();
    private String address = "";

    Matrix(Bed bed) {
        this.bed = bed;
    }

    /// What came of a case.
    ///
    /// @param gap the longest time without an answer, seconds
    /// @param silence the longest time in which nobody answered who asked for the MAC, seconds
    /// @param overlap how long two MACs answered, seconds
    /// @param before MAC that answered before
    /// @param after MAC that answers in the end
    record Row(
            String name,
            String family,
            double gap,
            double silence,
            double overlap,
            String before,
            String after) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.3f | %.3f | %.3f | %s | %s |",
                    name,
                    family,
                    gap,
                    silence,
                    overlap,
                    node(before),
                    node(after));
        }

        private static String node(String mac) {
            return mac.isEmpty() ? "-" : "n" + mac.substring(mac.length() - 1);
        }
    }

    /// A fault and its healing, with node that holds the address.
    @FunctionalInterface
    interface Fault {
        void play(int holder) throws IOException, InterruptedException;
    }

    List<Row> rows() {
        return rows;
    }

    static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    static void sleep(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1000));
    }

    /// Makes the Service that is looked at, once.
    void prepare(String family) throws IOException, InterruptedException {
        address = bed.awaitAddress(service(family), 20);
        awaitHolder(15);
    }

    static String service(String family) {
        return WEB + family.substring(family.length() - 1);
    }

    String address() {
        return address;
    }

    /// Plays a case.
    ///
    /// @param wait seconds to look on after the fault
    Row play(String name, String family, Fault fault, double wait)
            throws IOException, InterruptedException {
        int holder = awaitHolder(15);
        Path file = bed.folder().resolve("requests-" + rows.size());
        try (Requests requests = Requests.send(bed.lan(), file, List.of(address))) {
            awaitAnswers(requests);
            sleep(1);
            double from = now();
            fault.play(holder);
            sleep(wait);
            double to = now();
            // tcpdump writes line by line, a little later.
            sleep(0.3);
            // Nodes have addresses of their own, for which their kernels answer.
            List<Claim> all =
                    bed.frames().claims(from - 1, to).stream()
                            .filter(claim -> Lan.isOfService(claim.address()))
                            .filter(claim -> !claim.mac().equals(STRANGER))
                            .toList();
            List<Claim> claims =
                    all.stream().filter(claim -> claim.address().equals(address)).toList();
            List<Answer> answers = requests.answers(from, to);
            Row row =
                    new Row(
                            name,
                            family,
                            Requests.gap(answers, address, from, to),
                            Frames.silence(
                                    claims.stream().filter(claim -> claim.at() >= from).toList(),
                                    from,
                                    to),
                            Frames.overlap(all),
                            first(claims),
                            last(claims));
            rows.add(row);
            System.out.println(row.line());
            return row;
        }
    }

    /// Makes a Service and looks how long it takes until it is reached.
    Row assign(String family) throws IOException, InterruptedException {
        String wanted = family.equals("IPv4") ? "192.168.2.240" : "2001:db8:1::2:f0";
        String name = "first" + family.substring(family.length() - 1);
        Path file = bed.folder().resolve("requests-" + rows.size());
        try (Requests requests = Requests.send(bed.lan(), file, List.of(wanted))) {
            // Until the client has started.
            sleep(2);
            double from = now();
            bed.service(name, family, ", loadBalancerIP: '" + wanted + "'", 1, 2, 3);
            sleep(ASSIGNED);
            double to = now();
            List<Claim> claims =
                    bed.frames().claims(from, to).stream()
                            .filter(claim -> claim.address().equals(wanted))
                            .toList();
            List<Answer> answers = requests.answers(from, to);
            Row row =
                    new Row(
                            "first assignment",
                            family,
                            answers.isEmpty() ? ASSIGNED : answers.getFirst().at() - from,
                            claims.isEmpty() ? ASSIGNED : claims.getFirst().at() - from,
                            Frames.overlap(claims),
                            "",
                            last(claims));
            rows.add(row);
            System.out.println(row.line());
            return row;
        } finally {
            bed.deleteService(name);
        }
    }

    private void awaitAnswers(Requests requests) throws IOException, InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (requests.answers(0, Double.MAX_VALUE).size() > 20) {
                return;
            }
            sleep(0.02);
        }
        throw new IOException("nobody serves " + address);
    }

    private static String first(List<Claim> claims) {
        return claims.isEmpty() ? "" : claims.getFirst().mac();
    }

    private static String last(List<Claim> claims) {
        return claims.isEmpty() ? "" : claims.getLast().mac();
    }

    /// The node that answers now.
    int awaitHolder(double seconds) throws IOException, InterruptedException {
        double end = now() + seconds;
        while (now() < end) {
            OptionalInt holder = holder();
            if (holder.isPresent()) {
                return holder.getAsInt();
            }
            sleep(0.05);
        }
        throw new IOException("nobody answers for " + address);
    }

    private OptionalInt holder() throws IOException, InterruptedException {
        double from = now();
        bed.lan().inClient("ip neigh flush dev lan");
        try {
            bed.lan()
                    .inClient(
                            "curl -s -o /dev/null --max-time 1 http://"
                                    + (address.contains(":") ? "[" + address + "]" : address)
                                    + "/");
        } catch (IOException _) {
            return OptionalInt.empty();
        }
        sleep(0.05);
        List<Claim> claims =
                bed.frames().claims(from - 0.01, now()).stream()
                        .filter(claim -> claim.address().equals(address))
                        .toList();
        String mac = last(claims);
        return mac.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(mac.charAt(mac.length() - 1) - '0');
    }

    String table() {
        return """
        | case | family | no HTTP answer s | no ARP or ND answer s | two MACs answer s | before | after |
        |---|---|--:|--:|--:|---|---|
        """
                + rows.stream().map(Row::line).collect(Collectors.joining("\n"));
    }
}
