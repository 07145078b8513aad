package dev.brama.cli;

import dev.brama.controller.Machine;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The flags about nginx: which one, and where it listens.
final class NginxFlags {
    @Mixin private BinaryFlags binary = new BinaryFlags();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port for http (default: ${DEFAULT-VALUE}).")
    private int httpPort = 8080;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description = "Port for https (default: ${DEFAULT-VALUE}).")
    private int httpsPort = 8443;

    @Option(
            names = "--bind-address",
            paramLabel = "IP",
            split = ",",
            defaultValue = "127.0.0.1",
            description =
                    "Addresses to listen on, where the ConfigMap's bind-address names none"
                            + " (default: ${DEFAULT-VALUE}; 0.0.0.0 and :: for all).")
    private List<String> addresses = List.of("127.0.0.1");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// What is rendered for where no nginx is at hand.
    private static final Capabilities NEWEST =
            new Capabilities(
                    new NginxVersion(1, 30, 0),
                    new TreeSet<>(
                            List.of(
                                    "http_realip_module",
                                    "http_ssl_module",
                                    "http_stub_status_module",
                                    "http_v2_module",
                                    "stream",
                                    "stream_realip_module")),
                    new TreeMap<>());

    /// The nginx to use.
    ///
    /// @throws IOException if one was named and is not there
    Optional<Path> find() throws IOException {
        return binary.find();
    }

    /// The nginx to use; there must be one.
    Path require() throws IOException {
        return binary.require();
    }

    int httpPort() {
        return httpPort;
    }

    int httpsPort() {
        return httpsPort;
    }

    /// Options for rendering for the nginx at hand, else for a new one.
    RenderOptions renderOptions(Optional<Path> nginx, NginxLayout layout)
            throws IOException, InterruptedException {
        Capabilities capabilities = nginx.isPresent() ? binary.capabilities(nginx.get()) : NEWEST;
        return new RenderOptions(
                layout,
                ports(),
                addresses,
                Machine.nameServers(),
                nginx.isPresent() ? Machine.workerUser() : Optional.empty(),
                capabilities);
    }

    private RenderOptions.Ports ports() {
        try {
            return new RenderOptions.Ports(httpPort, httpsPort);
        } catch (IllegalArgumentException _) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--http-port and --https-port must be two different ports of 1 to 65535");
        }
    }

    /// Makes sure that nginx will be able to listen.
    ///
    /// @throws IOException naming the port that is not free, or not ours to take
    void requireFreePorts() throws IOException {
        for (String address : addresses) {
            requireFree(address, httpPort, "--http-port");
            requireFree(address, httpsPort, "--https-port");
        }
    }

    private static void requireFree(String address, int port, String flag) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IllegalArgumentException e) {
            throw new IOException("--bind-address " + address + " is no IP address", e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s port %d: %s; stop what uses it, or name another with %s"
                            .formatted(address, port, e.getMessage(), flag),
                    e);
        }
    }
}
