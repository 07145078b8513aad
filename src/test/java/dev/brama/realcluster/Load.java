package dev.brama.realcluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A request every 50 ms, each on a connection of its own, until it is closed.
final class Load implements AutoCloseable {
    private static final long PAUSE_MS = 50;

    private final List<Answer> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    private Load(LanClient lan, String url) {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("load")
                        .unstarted(() -> {
                            while (!over) {
                                ask(lan, url);
                            }
                        });
    }

    static Load start(LanClient lan, String url) {
        Load load = new Load(lan, url);
        load.thread.start();
        return load;
    }

    private void ask(LanClient lan, String url) {
        try {
            Answer answer = lan.send(Request.get(url, Release.ADDRESS));
            if (answer.status() != 200) {
                failures.add(answer);
            }
            Thread.sleep(PAUSE_MS);
        } catch (IOException e) {
            failures.add(Answer.failed(e));
            over = true;
        } catch (InterruptedException _) {
            over = true;
        }
    }

    /// Answers that were not 200, so far.
    List<Answer> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
