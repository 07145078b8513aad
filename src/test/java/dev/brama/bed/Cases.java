package dev.brama.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The faults that there are to play, in their order.
final class Cases {
    /// Seconds after which all speakers know of each other again.
    private static final double SETTLED = 6;

    private static final int MANY = 200;
    private static final double STRANGER_SECONDS = 12;
    private static final double FLOOD_SECONDS = 10;

    private final Bed bed;
    private final String family;

    Cases(Bed bed, String family) {
        this.bed = bed;
        this.family = family;
    }

    /// What is done beside a fault.
    @FunctionalInterface
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    /// A fault.
    ///
    /// @param name what happens
    /// @param isBrief whether it is also played where only some are
    /// @param before what must be so before it
    /// @param fault and its healing
    /// @param look seconds to look on after it
    /// @param after what is put back
    record Case(
            String name,
            boolean isBrief,
            Step before,
            Matrix.Fault fault,
            double look,
            Step after) {}

    private static final Step NOTHING = () -> {};

    private Case brief(String name, Matrix.Fault fault, double wait) {
        return new Case(name, true, this::startMissing, fault, wait, NOTHING);
    }

    private Case usual(String name, Matrix.Fault fault, double wait) {
        return new Case(name, false, this::startMissing, fault, wait, NOTHING);
    }

    List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(processes());
        all.addAll(networks());
        all.addAll(links());
        all.addAll(others());
        return all;
    }

    private void startMissing() throws IOException, InterruptedException {
        boolean missing = false;
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            if (!bed.speaker(n).isAlive()) {
                bed.startSpeaker(n);
                missing = true;
            }
        }
        if (missing) {
            Matrix.sleep(SETTLED);
        }
    }

    /// What may happen to a speaker.
    private List<Case> processes() {
        return List.of(
                brief("graceful stop, back 1.2 s later", this::stopAndStart, 6),
                brief(
                        "SIGKILL, back 1.2 s later",
                        holder -> {
                            bed.killSpeaker(holder);
                            Matrix.sleep(1.2);
                            bed.startSpeaker(holder);
                        },
                        6),
                brief("SIGKILL", bed::killSpeaker, 5),
                new Case("node returns", true, this::loseOne, _ -> startDead(), 8, NOTHING),
                brief("SIGSTOP for 1 s", holder -> pause(holder, 1), 4),
                brief("SIGSTOP for 10 s", holder -> pause(holder, 10), 4));
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

    private void loseOne() throws InterruptedException {
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            if (!bed.speaker(n).isAlive()) {
                return;
            }
        }
        bed.killSpeaker(1);
        Matrix.sleep(SETTLED);
    }

    private void startDead() throws IOException {
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            if (!bed.speaker(n).isAlive()) {
                bed.startSpeaker(n);
            }
        }
    }

    /// What may happen to the networks of a node.
    private List<Case> networks() {
        Lan lan = bed.lan();
        return List.of(
                brief(
                        "management net cut for 8 s",
                        holder -> {
                            lan.cutManagement(holder);
                            Matrix.sleep(8);
                            lan.joinManagement(holder);
                        },
                        6),
                brief(
                        "LAN cut for 20 s",
                        holder -> {
                            lan.cutLan(holder);
                            Matrix.sleep(20);
                            lan.joinLan(holder);
                        },
                        6),
                brief(
                        "both cut for 20 s",
                        holder -> {
                            lan.cutLan(holder);
                            lan.cutManagement(holder);
                            Matrix.sleep(20);
                            lan.joinManagement(holder);
                            lan.joinLan(holder);
                        },
                        6),
                brief(
                        "power loss",
                        holder -> {
                            lan.cutLan(holder);
                            lan.cutManagement(holder);
                            bed.killSpeaker(holder);
                            Matrix.sleep(6);
                            lan.joinManagement(holder);
                            lan.joinLan(holder);
                            bed.startSpeaker(holder);
                        },
                        8));
    }

    /// What may happen to interfaces of a node.
    private List<Case> links() {
        Lan lan = bed.lan();
        return List.of(
                usual(
                        "eth0 down for 5 s",
                        holder -> {
                            lan.in(holder, "ip link set eth0 down");
                            Matrix.sleep(5);
                            lan.in(holder, "ip link set eth0 up");
                            lan.addGateway(holder);
                        },
                        5),
                usual(
                        "interface flaps five times",
                        holder -> {
                            for (int i = 0; i < 5; i++) {
                                lan.in(holder, "ip link set eth0 down");
                                Matrix.sleep(0.1);
                                lan.in(holder, "ip link set eth0 up");
                                Matrix.sleep(0.1);
                            }
                            lan.addGateway(holder);
                        },
                        6),
                usual(
                        "NIC changes its MAC",
                        holder ->
                                lan.in(
                                        holder,
                                        "ip link set eth0 address 02:00:00:00:02:0" + holder),
                        4));
    }

    /// What may happen to all, and to what is announced.
    private List<Case> others() {
        String name = Matrix.service(family);
        return List.of(
                usual(
                        "API server away for 60 s",
                        _ -> {
                            bed.plane().stopApiServer();
                            Matrix.sleep(60);
                            bed.plane().startApiServer();
                        },
                        8),
                usual("rolling restart of all speakers", _ -> rollingRestart(), 6),
                new Case(
                        "policy Local, endpoint moves",
                        false,
                        () -> {
                            startMissing();
                            bed.service(name, family, ", externalTrafficPolicy: Local", 1);
                            Matrix.sleep(3);
                        },
                        _ -> bed.endpoints(name, 2),
                        5,
                        () -> {
                            bed.service(name, family, "", 1, 2, 3);
                            Matrix.sleep(2);
                        }),
                usual("a stranger claims the address for 12 s", _ -> strange(), 14),
                usual("50,000 hostile frames a second for 10 s", this::flood, 3),
                new Case(
                        MANY + " addresses, SIGKILL",
                        false,
                        () -> {
                            startMissing();
                            bed.services(MANY, family);
                            Matrix.sleep(8);
                        },
                        holder -> {
                            bed.killSpeaker(holder);
                            Matrix.sleep(3);
                            bed.startSpeaker(holder);
                        },
                        6,
                        () -> {
                            bed.deleteServices(MANY);
                            Matrix.sleep(3);
                        }));
    }

    private void rollingRestart() throws IOException, InterruptedException {
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            bed.stopSpeaker(n);
            bed.startSpeaker(n);
            Matrix.sleep(5);
        }
    }

    private void flood(int holder) throws IOException, InterruptedException {
        double before = Memory.of(bed.speaker(holder)).resident();
        Path log = bed.folder().resolve("flood.log");
        Process flood =
                LanPrograms.start(
                        bed.lan(),
                        log,
                        FloodMain.class,
                        List.of(
                                bed.awaitAddress(Matrix.service(family), 5),
                                Double.toString(FLOOD_SECONDS)));
        flood.waitFor();
        String told = bed.status(holder);
        System.out.printf(
                Locale.ROOT,
                "%s, resident MB before %.1f, after %.1f, status %s%n",
                Files.readString(log).strip(),
                before,
                Memory.of(bed.speaker(holder)).resident(),
                told.substring(told.indexOf("\"interfaces\"")).replaceAll("\\s+", " "));
    }

    private void strange() throws IOException, InterruptedException {
        Process stranger =
                LanPrograms.start(
                        bed.lan(),
                        bed.folder().resolve("stranger.log"),
                        StrangerMain.class,
                        List.of(
                                Matrix.STRANGER,
                                bed.awaitAddress(Matrix.service(family), 5),
                                Double.toString(STRANGER_SECONDS)));
        stranger.waitFor();
    }
}
