package dev.brama.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// helm and kubectl, from the folder of the test cluster's binaries; what they keep goes away with
/// this.
final class Tools implements AutoCloseable {
    static final String CHART = "chart";
    static final String NAMESPACE = "ingress-nginx";

    private static final long SECONDS = 120;

    private final Path binaries;
    private final Path home;
    private final Path kubeconfig;

    private Tools(Path kubeconfig) throws IOException {
        this.binaries = Path.of(System.getProperty("brama.cluster.tools", ""));
        if (binaries.toString().isEmpty() || !Files.isExecutable(binaries.resolve("helm"))) {
            throw new IOException(
                    "there is no helm in '"
                            + binaries
                            + "': run the tests with -Dbrama.cluster.tools=$(bin/cluster-tools)");
        }
        this.home = Files.createTempDirectory(Path.of("/tmp"), "brama-chart");
        this.kubeconfig = kubeconfig;
    }

    /// Without a cluster.
    static Tools alone() throws IOException {
        return new Tools(Path.of("/dev/null"));
    }

    static Tools of(Path kubeconfig) throws IOException {
        return new Tools(kubeconfig);
    }

    Said helm(String... arguments) throws IOException, InterruptedException {
        return run("helm", arguments);
    }

    Said kubectl(String... arguments) throws IOException, InterruptedException {
        return run("kubectl", arguments);
    }

    /// The objects of a release of the chart, and what is wrong where it refuses.
    Said template(String release, String... arguments) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("template", release, CHART, "--namespace", NAMESPACE));
        all.addAll(List.of(arguments));
        return helm(all.toArray(String[]::new));
    }

    private Said run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binaries.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, tool, ".out");
        Path err = Files.createTempFile(home, tool, ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(err));
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME", home.toString(),
                "KUBECONFIG", kubeconfig.toString(),
                "HELM_CACHE_HOME", home.resolve("cache").toString(),
                "HELM_CONFIG_HOME", home.resolve("config").toString(),
                "HELM_DATA_HOME", home.resolve("data").toString());
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
