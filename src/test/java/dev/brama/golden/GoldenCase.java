package dev.brama.golden;

import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.kube.ManifestText;
import dev.brama.render.RenderOptions;
import dev.brama.syntax.NginxVersion;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/// A folder of objects that go in and of files that must come out.
///
/// In: `in-*.yaml`, or `in-files.txt` with paths from the root of the project;
/// `in-flags.properties` with flags of the controller. Out: `out-problems.txt`, and
/// `out-hosts-NAME.conf` for the rendered file `hosts/NAME.conf`. Rendered files that do not matter
/// to the case are left out.
record GoldenCase(Path folder) {
    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final String FLAGS = "in-flags.properties";
    private static final String FILES = "in-files.txt";

    static List<GoldenCase> all() {
        return list(ROOT).stream().map(GoldenCase::new).toList();
    }

    String name() {
        return folder.getFileName().toString();
    }

    /// The objects, a text for each file.
    List<ManifestText> manifests() {
        List<ManifestText> texts = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (name.startsWith("in-") && name.endsWith(".yaml")) {
                texts.add(new ManifestText(name, read(file)));
            }
        }
        Path elsewhere = folder.resolve(FILES);
        if (Files.exists(elsewhere)) {
            read(elsewhere)
                    .lines()
                    .forEach(path -> texts.add(new ManifestText(path, read(Path.of(path)))));
        }
        return texts;
    }

    /// The same objects, a text for each document.
    List<ManifestText> documents() {
        return manifests().stream()
                .flatMap(text ->
                        Arrays.stream(text.text().split("(?m)^---\n"))
                                .map(document -> new ManifestText(text.file(), document)))
                .toList();
    }

    /// Whether the order of the documents carries no meaning: the age of Ingresses does, where it
    /// is not written.
    boolean isFreeOfOrder() {
        List<String> ingresses =
                documents().stream()
                        .map(ManifestText::text)
                        .filter(text -> text.contains("kind: Ingress\n"))
                        .toList();
        return ingresses.size() < 2
                || ingresses.stream().allMatch(text -> text.contains("creationTimestamp:"));
    }

    /// Names of the files that must come out.
    List<String> outputs() {
        return list(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("out-"))
                .toList();
    }

    /// Names of files that mean nothing.
    List<String> strangers() {
        return list(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(name ->
                        !name.equals(FLAGS)
                                && !name.equals(FILES)
                                && !name.matches("in-[a-z0-9-]+\\.yaml")
                                && !name.matches("out-problems\\.txt|out-.+\\.conf"))
                .toList();
    }

    /// The case's own flags, over the usual ones.
    Stage stage() {
        Properties flags = flags();
        Stage usual = Stage.of(version(flags.getProperty("nginx", "1.30.6")));
        return new Stage(
                ingressFlags(flags, usual.ingress()),
                renderFlags(flags, usual.render()),
                usual.fallback());
    }

    private Properties flags() {
        Properties flags = new Properties();
        Path file = folder.resolve(FLAGS);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                flags.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return flags;
    }

    private static IngressOptions ingressFlags(Properties flags, IngressOptions usual) {
        IngressOptions options =
                new IngressOptions(
                        usual.configMap(),
                        object(flags.getProperty("default-ssl-certificate")),
                        object(flags.getProperty("default-backend-service")),
                        usual.ingressClass(),
                        usual.controllerClass(),
                        usual.classSelection(),
                        usual.annotationsPrefix());
        return options.withPeers(
                        new PeerOptions(
                                PeerDiscovery.valueOf(
                                        flags.getProperty("peers", "configured")
                                                .toUpperCase(Locale.ROOT)),
                                Optional.ofNullable(flags.getProperty("zone")),
                                IngressOptions.ExternalNames.SERVED))
                .with(
                        new IngressOptions.StreamSources(
                                object(flags.getProperty("tcp-services-configmap")),
                                object(flags.getProperty("udp-services-configmap")),
                                Set.of(80, 443)));
    }

    private static RenderOptions renderFlags(Properties flags, RenderOptions usual) {
        String resolver = flags.getProperty("resolver");
        RenderOptions options =
                new RenderOptions(
                        usual.layout(),
                        usual.ports(),
                        usual.addresses(),
                        resolver == null ? List.of() : List.of(resolver),
                        usual.workerUser(),
                        usual.capabilities());
        return flags.containsKey("enable-metrics") ? options.countingRequests() : options;
    }

    private static Optional<NamespacedName> object(String name) {
        return Optional.ofNullable(name).map(text -> NamespacedName.parse(text).orElseThrow());
    }

    private static NginxVersion version(String text) {
        int[] parts = Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return new NginxVersion(parts[0], parts[1], parts[2]);
    }

    String read(String file) {
        return read(folder.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
