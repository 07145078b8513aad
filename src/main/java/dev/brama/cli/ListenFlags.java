package dev.brama.cli;

import dev.brama.controller.Machine;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.syntax.Capabilities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where the controller and its nginx listen.
final class ListenFlags {
    @Mixin private BinaryFlags binary = new BinaryFlags();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "80",
            description = "Port for http (default: ${DEFAULT-VALUE}).")
    private int httpPort = 80;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "443",
            description = "Port for https (default: ${DEFAULT-VALUE}).")
    private int httpsPort = 443;

    @Option(
            names = "--bind-address",
            paramLabel = "IP",
            split = ",",
            description =
                    "Addresses to listen on, where the ConfigMap's bind-address names none"
                            + " (default: all).")
    private List<String> addresses = List.of();

    @Option(
            names = "--healthz-port",
            paramLabel = "PORT",
            defaultValue = "10254",
            description =
                    "Port for /healthz, /readyz, /startupz and /metrics (default:"
                            + " ${DEFAULT-VALUE}).")
    private int healthPort = 10254;

    @Option(
            names = "--healthz-host",
            paramLabel = "IP",
            defaultValue = "",
            description = "Address of that port (default: all).")
    private String healthHost = "";

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            defaultValue = "10246",
            description = "Port on which nginx answers /healthz (default: ${DEFAULT-VALUE}).")
    private int statusPort = 10246;

    @Option(
            names = "--default-server-port",
            paramLabel = "PORT",
            defaultValue = "8181",
            description =
                    "Port of 127.0.0.1 on which nginx answers for Services without endpoints"
                            + " (default: ${DEFAULT-VALUE}).")
    private int standInPort = 8181;

    @Option(
            names = "--endpoint-dns-port",
            paramLabel = "PORT",
            defaultValue = "10053",
            description =
                    "Port of 127.0.0.1 on which nginx is told the endpoints of Services (default:"
                            + " ${DEFAULT-VALUE}).")
    private int namesPort = 10053;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// The nginx that tests configurations; there must be one.
    Path nginx() throws IOException {
        return binary.require();
    }

    /// What the rendered text depends on, for the nginx at hand.
    ///
    /// @param counting whether requests are counted
    RenderOptions renderOptions(NginxLayout layout, boolean counting)
            throws IOException, InterruptedException {
        Capabilities capabilities = binary.capabilities(nginx());
        RenderOptions.Ports ports;
        try {
            ports = new RenderOptions.Ports(httpPort, httpsPort);
        } catch (IllegalArgumentException e) {
            throw UsageMistake.of(
                    spec, "--http-port and --https-port must be two different ports of 1 to 65535");
        }
        RenderOptions options =
                new RenderOptions(
                                layout,
                                ports,
                                addresses,
                                Machine.nameServers(),
                                Machine.workerUser(),
                                capabilities)
                        .with(localPorts())
                        .in(
                                new RenderOptions.Container(
                                        port("--status-port", statusPort), "/dev/stdout"));
        return counting ? options.countingRequests() : options;
    }

    private RenderOptions.LocalPorts localPorts() {
        return new RenderOptions.LocalPorts(
                port("--endpoint-dns-port", namesPort), port("--default-server-port", standInPort));
    }

    /// Where health is asked for.
    InetSocketAddress health() {
        int port = port("--healthz-port", healthPort);
        try {
            return healthHost.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.ofLiteral(healthHost), port);
        } catch (IllegalArgumentException e) {
            throw UsageMistake.of(spec, "--healthz-host " + healthHost + " is no IP address");
        }
    }

    private int port(String flag, int port) {
        return UsageMistake.port(spec, flag, port);
    }
}
