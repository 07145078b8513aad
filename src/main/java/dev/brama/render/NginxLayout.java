package dev.brama.render;

/// Where things stand in the state folder that Brama and nginx share.
///
/// @param stateDir absolute path of the folder, without a slash at its end
public record NginxLayout(String stateDir) {
    /// Longest path of a unix socket that Linux takes, in bytes (unix(7), without the final NUL).
    public static final int MAX_SOCKET_PATH = 107;

    public NginxLayout {
        if (!stateDir.matches("/[A-Za-z0-9_./@:-]*[A-Za-z0-9_.@:-]")) {
            throw new IllegalArgumentException(
                    "the state folder must be an absolute path of letters, digits and _ . / @ : -,"
                            + " which nginx takes unquoted: "
                            + stateDir);
        }
    }

    /// The folder that holds one folder for each generation.
    public String generationsDir() {
        return stateDir + "/generations";
    }

    /// The symbolic link to the generation in force.
    public String currentLink() {
        return stateDir + "/current";
    }

    /// What nginx is started with: the main file of the generation in force.
    public String mainFile() {
        return currentLink() + "/nginx.conf";
    }

    /// Folder of sockets and the pid file.
    public String runDir() {
        return stateDir + "/run";
    }

    /// nginx's pid file.
    public String pidFile() {
        return runDir() + "/nginx.pid";
    }

    /// The unix socket on which nginx tells its generation (`/generation`).
    public String statusSocket() {
        return runDir() + "/status.sock";
    }

    /// A named pipe; each line in it asks for a reload of the nginx in the next container.
    public String reloadPipe() {
        return runDir() + "/reload";
    }

    /// nginx's log of `emerg` messages: tells at once why a reload failed.
    public String emergencyLog() {
        return runDir() + "/emergency.log";
    }

    /// The log in which each request is told for the metrics.
    public String requestLog() {
        return runDir() + "/requests.log";
    }

    /// The access log, where the ConfigMap names no other.
    public String accessLog() {
        return stateDir + "/access.log";
    }

    /// Folder of nginx's temporary files.
    public String tempDir() {
        return stateDir + "/temp";
    }
}
