package dev.brama.bed;

import dev.brama.fixture.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every frame of ARP and neighbour discovery on the LAN, recorded by tcpdump with time stamps.
final class Frames implements AutoCloseable {
    private static final Pattern LINE =
            Pattern.compile("^(\\d+\\.\\d+) ([0-9a-f:]{17}) > ([0-9a-f:]{17}), .*");
    private static final Pattern REPLY = Pattern.compile("Reply (\\S+) is-at ([0-9a-f:]{17})");
    private static final Pattern REQUEST =
            Pattern.compile("Request who-has (\\S+?)(?: \\([0-9a-f:]+\\))? tell (\\S+?),");
    private static final Pattern LOST = Pattern.compile("(\\d+) packets dropped by kernel");
    private static final Pattern ADVERTISEMENT =
            Pattern.compile("neighbor advertisement, tgt is ([0-9a-f:]+)");

    private final Process process;
    private final Path file;

    private Frames(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /// Somebody says that an address is at its MAC.
    ///
    /// @param at seconds since 1970
    /// @param address which is claimed
    /// @param mac of the sender
    /// @param isToAll whether nobody asked
    record Claim(double at, String address, String mac, boolean isToAll) {}

    static Frames record(Lan lan, Path file) throws IOException, InterruptedException {
        Process process =
                Commands.start(
                        lan.client(),
                        file,
                        List.of(
                                "tcpdump",
                                "-i",
                                "lan",
                                "-n",
                                "-e",
                                "-tt",
                                "-l",
                                "--immediate-mode",
                                // Two hundred addresses are announced in one burst; an
                                // announcement that is lost here looks like two that answer.
                                "-s",
                                "128",
                                "-B",
                                "16384",
                                "--time-stamp-precision=nano",
                                // A flood is too much to read again and again.
                                "(arp or (icmp6 and ip6[40] >= 135 and ip6[40] <= 136))"
                                        + " and not ether host "
                                        + FloodMain.MAC));
        for (int i = 0; i < 200 && !text(file).contains("listening on"); i++) {
            Thread.sleep(20);
        }
        return new Frames(process, file);
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /// The claims of a time, in their order.
    List<Claim> claims(double from, double to) throws IOException {
        List<Claim> claims = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            claim(line)
                    .filter(claim -> claim.at() >= from && claim.at() <= to)
                    .ifPresent(claims::add);
        }
        return claims;
    }

    private static Optional<Claim> claim(String line) {
        Matcher head = LINE.matcher(line);
        if (!head.matches()) {
            return Optional.empty();
        }
        double at = Double.parseDouble(head.group(1));
        String mac = head.group(2);
        boolean isToAll = Integer.parseInt(head.group(3).substring(0, 2), 16) % 2 == 1;
        Matcher reply = REPLY.matcher(line);
        if (reply.find()) {
            return Optional.of(new Claim(at, reply.group(1), reply.group(2), isToAll));
        }
        Matcher request = REQUEST.matcher(line);
        if (request.find()) {
            return request.group(1).equals(request.group(2))
                    ? Optional.of(new Claim(at, request.group(1), mac, isToAll))
                    : Optional.empty();
        }
        Matcher advertisement = ADVERTISEMENT.matcher(line);
        return advertisement.find()
                ? Optional.of(new Claim(at, advertisement.group(1), mac, isToAll))
                : Optional.empty();
    }

    /// Ends the record.
    ///
    /// @return how many frames were not recorded; where it is not 0, nothing can be said of overlap
    /// @throws IOException where tcpdump does not say it
    int end() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        Matcher lost = LOST.matcher(text(file));
        if (!lost.find()) {
            throw new IOException("tcpdump does not say what it lost, " + file);
        }
        return Integer.parseInt(lost.group(1));
    }

    /// How long two MACs answered for one address, in seconds, summed over all addresses.
    ///
    /// Whoever takes an address announces it first. So an answer of a card that did not announce
    /// since another one did is overlap, from that other one's announcement on.
    ///
    /// @param claims of nodes alone
    static double overlap(List<Claim> claims) {
        Map<String, List<Claim>> byAddress = new HashMap<>();
        for (Claim claim : claims) {
            byAddress.computeIfAbsent(claim.address(), _ -> new ArrayList<>()).add(claim);
        }
        return byAddress.values().stream().mapToDouble(Frames::overlapOfOne).sum();
    }

    private static double overlapOfOne(List<Claim> claims) {
        double sum = 0;
        String holder = "";
        double since = 0;
        for (Claim claim : claims) {
            if (claim.mac().equals(holder)) {
                continue;
            }
            if (claim.isToAll() || holder.isEmpty()) {
                holder = claim.mac();
                since = claim.at();
            } else {
                sum += claim.at() - since;
                since = claim.at();
            }
        }
        return sum;
    }

    /// The longest time without any claim to an address, in seconds.
    static double silence(List<Claim> claims, double from, double to) {
        double last = from;
        double longest = 0;
        for (Claim claim : claims) {
            longest = Math.max(longest, claim.at() - last);
            last = Math.max(last, claim.at());
        }
        return Math.max(longest, to - last);
    }

    @Override
    public void close() {
        Commands.kill(process);
    }
}
