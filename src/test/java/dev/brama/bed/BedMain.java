package dev.brama.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Plays faults on real speakers and prints a table: `BedMain FOLDER BRAMA NGINX PREFIX NODES CASES
/// FAMILY...`. Runs in the network namespace `PREFIX-mgmt`.
///
/// CASES is `all`; `some`, which are the faults of processes and networks; or a regular expression
/// that is found in the names of those to play. Only that may also choose `cost`, what speakers
/// cost.
///
/// Ends with 1 where two nodes answered for one address, nobody in the end, or a LAN that was cut
/// was not noticed.
final class BedMain {
    // Of 20 s that the cut lasts.
    private static final double NOTICED = 10;
    private static final int MANY = 200;
    private static final int OTHER_SERVICES = 1_000;
    private static final int ENDPOINTS = 30;
    private static final double WARM = Integer.getInteger("bed.cost.seconds", 60);

    private final Bed bed;
    private final Matrix matrix;
    private final Costs costs;
    private final Predicate<String> chosen;
    private final boolean isBrief;
    private final boolean isCosted;

    private BedMain(Bed bed, String cases) {
        this.bed = bed;
        this.matrix = new Matrix(bed);
        this.costs = new Costs(bed);
        this.isBrief = cases.equals("some");
        boolean isWord = cases.equals("all") || isBrief;
        this.chosen = isWord ? _ -> true : Pattern.compile(cases).asPredicate();
        this.isCosted = !isWord && chosen.test("cost");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        boolean isSafe;
        try (Bed bed =
                Bed.make(
                        folder,
                        Path.of(args[1]),
                        Path.of(args[2]),
                        args[3],
                        Integer.parseInt(args[4]))) {
            // Whoever stops it leaves no speakers behind.
            Runtime.getRuntime().addShutdownHook(new Thread(bed::close));
            BedMain main = new BedMain(bed, args[5]);
            bed.startSpeakers();
            for (String family : List.of(args).subList(6, args.length)) {
                main.play(family);
            }
            System.out.println();
            System.out.println(main.matrix.table());
            if (!main.costs.isEmpty()) {
                System.out.println();
                System.out.println(main.costs.table());
            }
            int lost = bed.frames().end();
            if (lost > 0) {
                System.out.println("the record lacks " + lost + " frames; nothing is shown by it");
            }
            isSafe = lost == 0 && main.isSafe();
        }
        System.exit(isSafe ? 0 : 1);
    }

    private boolean isSafe() {
        return matrix.rows().stream()
                .allMatch(row ->
                        row.overlap() == 0
                                && !row.after().isEmpty()
                                && (!row.name().startsWith("LAN cut") || row.silence() < NOTICED));
    }

    private void play(String family) throws IOException, InterruptedException {
        bed.service(Matrix.service(family), family, "", 1, 2, 3);
        matrix.prepare(family);
        if (!isBrief && chosen.test("first assignment")) {
            matrix.assign(family);
        }
        for (Cases.Case one : new Cases(bed, family).all()) {
            if (chosen.test(one.name()) && (one.isBrief() || !isBrief)) {
                one.before().run();
                matrix.play(one.name(), family, one.fault(), one.look());
                one.after().run();
            }
        }
        if (isCosted) {
            cost(family);
        }
        bed.deleteService(Matrix.service(family));
    }

    private void cost(String family) throws IOException, InterruptedException {
        if (!family.equals("IPv4")) {
            return;
        }
        Matrix.sleep(WARM);
        costs.measure("1", matrix.address(), matrix.awaitHolder(15));
        bed.services(MANY, family);
        Matrix.sleep(WARM);
        costs.measure(Integer.toString(MANY + 1), matrix.address(), matrix.awaitHolder(15));
        bed.crowd(OTHER_SERVICES, ENDPOINTS);
        Matrix.sleep(WARM);
        costs.measure(
                "%d; %d Services more, with %d endpoints"
                        .formatted(MANY + 1, OTHER_SERVICES, OTHER_SERVICES * ENDPOINTS),
                matrix.address(),
                matrix.awaitHolder(15));
        bed.deleteServices(MANY);
    }
}
