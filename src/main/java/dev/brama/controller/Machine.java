package dev.brama.controller;

import dev.brama.syntax.Word;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What this machine has: users, name servers, programs.
public final class Machine {
    // nginx gives its workers the group of the same name; both Debian and nginx.org make one.
    private static final List<String> WORKER_USERS = List.of("www-data", "nginx", "http");

    private Machine() {}

    /// Whether this process is root.
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// The user for nginx's workers; needed only where nginx's master is root.
    ///
    /// @throws IOException if there is none, or the list of users cannot be read
    public static Optional<Word> workerUser() throws IOException {
        if (!isRoot()) {
            return Optional.empty();
        }
        List<String> users =
                Files.readAllLines(Path.of("/etc/passwd")).stream()
                        .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                        .toList();
        return Optional.of(
                WORKER_USERS.stream()
                        .filter(users::contains)
                        .findFirst()
                        .map(Word::new)
                        .orElseThrow(() ->
                                new IOException(
                                        "no user for nginx's workers: there is none of "
                                                + String.join(", ", WORKER_USERS)
                                                + "; install nginx's package, or do not"
                                                + " run as root")));
    }

    /// The name servers of `/etc/resolv.conf`; none if there is no such file.
    public static List<String> nameServers() {
        List<String> servers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/etc/resolv.conf"))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length >= 2 && words[0].equals("nameserver") && isAddress(words[1])) {
                    servers.add(words[1]);
                }
            }
        } catch (IOException _) {
            return List.of();
        }
        return List.copyOf(servers);
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            // nginx takes no zone (`fe80::1%eth0`).
            return text.indexOf('%') < 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Whether some process waits for connections on a unix socket.
    public static boolean listens(Path socket) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// The nginx of this machine: on the search path, else where packages put it.
    public static Optional<Path> nginx() {
        List<String> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(":", -1)));
        }
        folders.addAll(List.of("/usr/sbin", "/usr/local/sbin"));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
