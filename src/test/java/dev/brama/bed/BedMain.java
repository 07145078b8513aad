package dev.brama.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Plays all faults on real speakers and prints a table: `BedMain FOLDER BRAMA NGINX PREFIX NODES
/// all|some FAMILY...`. Runs in the network namespace `PREFIX-mgmt`.
///
/// Ends with 1 where two nodes answered for one address, or nobody in the end.
final class BedMain {
    private final Bed bed;
    private final Matrix matrix;

    private BedMain(Bed bed) {
        this.bed = bed;
        this.matrix = new Matrix(bed);
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
            BedMain main = new BedMain(bed);
            bed.startSpeakers();
            for (String family : List.of(args).subList(6, args.length)) {
                main.play(family, args[5].equals("all"));
            }
            System.out.println();
            System.out.println(main.matrix.table());
            isSafe = main.isSafe();
        }
        System.exit(isSafe ? 0 : 1);
    }

    private boolean isSafe() {
        return matrix.rows().stream().allMatch(row -> row.overlap() == 0 && !row.after().isEmpty());
    }

    private void play(String family, boolean all) throws IOException, InterruptedException {
        bed.service(Matrix.service(family), family, "", 1, 2, 3);
        matrix.prepare(family);
        processes(family);
        networks(family);
        if (all) {
            links(family);
            others(family);
            local(family);
            many(family);
        }
        bed.deleteService(Matrix.service(family));
    }

    /// What may happen to a speaker.
    private void processes(String family) throws IOException, InterruptedException {
        matrix.play("graceful stop, back 1.2 s later", family, this::stopAndStart, 6);
        matrix.play(
                "SIGKILL, back 1.2 s later",
                family,
                holder -> {
                    bed.killSpeaker(holder);
                    Matrix.sleep(1.2);
                    bed.startSpeaker(holder);
                },
                6);
        int[] gone = new int[1];
        matrix.play(
                "SIGKILL",
                family,
                holder -> {
                    bed.killSpeaker(holder);
                    gone[0] = holder;
                },
                5);
        matrix.play("node returns", family, _ -> bed.startSpeaker(gone[0]), 8);
        matrix.play("SIGSTOP for 1 s", family, holder -> pause(holder, 1), 4);
        matrix.play("SIGSTOP for 10 s", family, holder -> pause(holder, 10), 4);
    }

    /// What may happen to interfaces of a node.
    private void links(String family) throws IOException, InterruptedException {
        Lan lan = bed.lan();
        matrix.play(
                "eth0 down for 5 s",
                family,
                holder -> {
                    lan.in(holder, "ip link set eth0 down");
                    Matrix.sleep(5);
                    lan.in(holder, "ip link set eth0 up");
                },
                5);
        matrix.play(
                "interface flaps five times",
                family,
                holder -> {
                    for (int i = 0; i < 5; i++) {
                        lan.in(holder, "ip link set eth0 down");
                        Matrix.sleep(0.1);
                        lan.in(holder, "ip link set eth0 up");
                        Matrix.sleep(0.1);
                    }
                },
                6);
        matrix.play(
                "NIC changes its MAC",
                family,
                holder -> {
                    lan.in(holder, "ip link set eth0 address 02:00:00:00:02:0" + holder);
                },
                4);
    }

    /// What may happen to the networks of a node.
    private void networks(String family) throws IOException, InterruptedException {
        Lan lan = bed.lan();
        matrix.play(
                "management net cut for 8 s",
                family,
                holder -> {
                    lan.cutManagement(holder);
                    Matrix.sleep(8);
                    lan.joinManagement(holder);
                },
                6);
        matrix.play(
                "LAN cut for 20 s",
                family,
                holder -> {
                    lan.cutLan(holder);
                    Matrix.sleep(20);
                    lan.joinLan(holder);
                },
                6);
        matrix.play(
                "both cut for 20 s",
                family,
                holder -> {
                    lan.cutLan(holder);
                    lan.cutManagement(holder);
                    Matrix.sleep(20);
                    lan.joinManagement(holder);
                    lan.joinLan(holder);
                },
                6);
        matrix.play(
                "power loss",
                family,
                holder -> {
                    lan.cutLan(holder);
                    lan.cutManagement(holder);
                    bed.killSpeaker(holder);
                    Matrix.sleep(6);
                    lan.joinManagement(holder);
                    lan.joinLan(holder);
                    bed.startSpeaker(holder);
                },
                8);
    }

    /// What may happen to all.
    private void others(String family) throws IOException, InterruptedException {
        matrix.play(
                "API server away for 60 s",
                family,
                _ -> {
                    bed.plane().stopApiServer();
                    Matrix.sleep(60);
                    bed.plane().startApiServer();
                },
                8);
        matrix.play("rolling restart of all speakers", family, _ -> rollingRestart(), 6);
    }

    private void stopAndStart(int holder) throws IOException, InterruptedException {
        bed.stopSpeaker(holder);
        Matrix.sleep(1.2);
        bed.startSpeaker(holder);
    }

    private void pause(int holder, double seconds) throws IOException, InterruptedException {
        bed.signal(holder, "STOP");
        Matrix.sleep(seconds);
        bed.signal(holder, "CONT");
    }

    private void rollingRestart() throws IOException, InterruptedException {
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            bed.stopSpeaker(n);
            bed.startSpeaker(n);
            Matrix.sleep(5);
        }
    }

    /// Endpoints of a Service with policy Local move from node to node.
    private void local(String family) throws IOException, InterruptedException {
        String name = Matrix.service(family);
        bed.service(name, family, ", externalTrafficPolicy: Local", 2);
        Matrix.sleep(3);
        matrix.play("policy Local, endpoint moves", family, _ -> bed.endpoints(name, 3), 5);
        bed.service(name, family, "", 1, 2, 3);
        Matrix.sleep(2);
    }

    /// 200 addresses on the nodes, and one node ends.
    private void many(String family) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            names.add("many-" + i);
            bed.service(names.getLast(), family, "", 1, 2, 3);
        }
        for (String name : names) {
            bed.awaitAddress(name, 30);
        }
        Matrix.sleep(8);
        matrix.play(
                "200 addresses, SIGKILL",
                family,
                holder -> {
                    bed.killSpeaker(holder);
                    Matrix.sleep(3);
                    bed.startSpeaker(holder);
                },
                6);
        for (String name : names) {
            bed.deleteService(name);
        }
        Matrix.sleep(3);
    }
}
