package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How changes of the folder reach nginx, and what does not disturb it.
class ChangesIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.ingress("web").prefix("web.test", "/", "web"));
    }

    @Test
    void nothingReloadsWhereNothingChanged() throws Exception {
        Set<Long> workers = served.workers();
        long generation = served.generation();
        Path file = served.folder().resolve("objects.yaml");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        served.write("objects.yaml", Files.readString(file));
        served.write("foreign.yaml", Yaml.ingress("foreign").ofClass("other"));
        served.write("notes.txt", "not a manifest");
        Served.remains("the workers", () -> served.workers().equals(workers));
        assertThat(served.generation()).isEqualTo(generation);
        served.settle();
        assertThat(served.generation()).isEqualTo(generation + 1);
    }

    @Test
    void aBurstOfChangesLeadsToFewReloads() {
        long generation = served.generation();
        for (int i = 0; i < 50; i++) {
            served.write(
                    "burst-" + i + ".yaml",
                    Yaml.ingress("burst-" + i).prefix("burst-" + i + ".test", "/", "web"));
        }
        served.settle();
        assertThat(served.generation() - generation).isBetween(1L, 12L);
        for (int i = 0; i < 50; i++) {
            assertThat(get("burst-" + i + ".test", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void endpointsFollowTheService() {
        Backend second = echo("second");
        Yaml.IngressYaml ingress = Yaml.ingress("moving").prefix("moving.test", "/", "moving");
        served.put("moving.yaml", ingress, Yaml.service("moving"));
        assertThat(get("moving.test", "/").status()).isEqualTo(503);
        served.put("moving.yaml", ingress, Yaml.service("moving", second));
        assertThat(get("moving.test", "/").backend()).isEqualTo("second");
        served.put("moving.yaml", ingress, Yaml.service("moving", echo("third")));
        assertThat(get("moving.test", "/").backend()).isEqualTo("third");
        served.remove("moving.yaml");
    }

    @Test
    void noRequestIsLostWhileNginxReloads() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Object> answers = Collections.synchronizedList(new ArrayList<>());
        Thread client =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!over.get()) {
                                try {
                                    answers.add(get("web.test", "/").status());
                                } catch (RuntimeException e) {
                                    answers.add(e.toString() + e.getCause());
                                }
                            }
                        });
        for (int i = 0; i < 5; i++) {
            served.settle();
        }
        over.set(true);
        client.join();
        assertThat(answers).hasSizeGreaterThan(50).containsOnly(200);
    }

    @Test
    void aKilledNginxComesBack() {
        Set<Long> workers = served.workers();
        long killed = served.master().orElseThrow().pid();
        served.master().orElseThrow().destroyForcibly();
        Served.await(
                "another nginx",
                () ->
                        served.master()
                                        .map(ProcessHandle::pid)
                                        .filter(pid -> pid != killed)
                                        .isPresent()
                                && !served.workers().isEmpty());
        served.settle();
        assertThat(get("web.test", "/").backend()).isEqualTo("web");
        assertThat(served.workers()).doesNotContainAnyElementsOf(workers);
    }

    @Test
    void aKilledWorkerIsReplaced() {
        long killed = served.workers().iterator().next();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        Served.await(
                "another worker",
                () -> !served.workers().contains(killed) && !served.workers().isEmpty());
        assertThat(get("web.test", "/").backend()).isEqualTo("web");
    }

    @Test
    void whatTheMachineWouldNotDoIsTriedAgain(@TempDir Path folder) throws Exception {
        Path full = folder.resolve("full");
        Path picky =
                Files.writeString(
                        folder.resolve("nginx"),
                        """
                        #!/bin/sh
                        case "$*" in *-t*)
                          if [ -e %s ]; then
                            echo "$*" >> %s
                            echo 'nginx: [emerg] mkdir() "/x" failed (28: No space left on device)' >&2
                            exit 1
                          fi
                        esac
                        exec %s "$@"
                        """
                                .formatted(full, full, served.nginx()));
        Files.setPosixFilePermissions(picky, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Served own = Served.by(picky, Yaml.service("web", echo("web")))) {
            Files.createFile(full);
            own.write("late.yaml", Yaml.ingress("late").prefix("late.test", "/", "web"));
            Served.await("a test in vain", () -> full.toFile().length() > 0);
            Files.delete(full);
            Served.await("the new host", () -> own.get("late.test", "/").status() == 200);
        }
    }
}
