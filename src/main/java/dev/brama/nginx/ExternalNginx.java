package dev.brama.nginx;

import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// An nginx that something else starts, in the same pid namespace and as a user that this process
/// may signal: `nginx -c <state>/current/nginx.conf -p <state>/ -g 'daemon off;'`.
public final class ExternalNginx implements NginxProcess {
    private static final long POLL_MILLIS = 20;

    private final NginxLayout layout;
    private final Duration patience;

    /// @param layout where its files are
    /// @param patience how long one apply waits for an nginx that is not there
    public ExternalNginx(NginxLayout layout, Duration patience) {
        this.layout = layout;
        this.patience = patience;
    }

    @Override
    public Refresh refresh(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<Master> master = Master.find(layout);
        while (master.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            master = Master.find(layout);
        }
        if (master.isEmpty()) {
            // A killed nginx leaves its socket, on which the next one could not start.
            new StatusSocket(Path.of(layout.statusSocket())).deleteIfStale();
            return new Refresh.Absent(absence());
        }
        if (master.get().namesMainFile() && !master.get().reads(layout.mainFile())) {
            return new Refresh.Absent(
                    "the nginx with process number %d was started with another configuration; start it with -c %s"
                            .formatted(master.get().pid(), layout.mainFile()));
        }
        Refresh.Reloading reloading = new Refresh.Reloading(master.get().workers());
        master.get().signal("HUP");
        return reloading;
    }

    private String absence() {
        Path file = Path.of(layout.pidFile());
        String advice = "; start it with -c " + layout.mainFile();
        if (!Files.exists(file)) {
            return "nginx is not running: there is no " + file + advice;
        }
        try {
            String pid = Files.readString(file).strip();
            return pid.isEmpty()
                    ? "nginx is not running: " + file + " is empty" + advice
                    : "nginx is not running: %s names process %s, which is no nginx master here%s, in the same pid namespace"
                            .formatted(file, pid, advice);
        } catch (IOException e) {
            return "nginx's pid file cannot be read: " + e;
        }
    }
}
