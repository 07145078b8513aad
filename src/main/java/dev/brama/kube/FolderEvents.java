package dev.brama.kube;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events of the folders that are being watched, less those that cannot matter.
///
/// Beside each folder this watches what leads to it: the parent of a root, which tells when the
/// root comes and goes, and the folder of each link on the way, which tells when the link turns.
///
/// For one thread, but that any thread may close it.
final class FolderEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderEvents.class);

    /// None where the system gives none; then this never reports and rescans have to do.
    private final @Nullable WatchService service;

    private final CountDownLatch closed = new CountDownLatch(1);
    private Map<WatchKey, Interest> interests = new HashMap<>();
    private boolean warned;

    private FolderEvents(@Nullable WatchService service) {
        this.service = service;
    }

    /// Which names in a folder matter: all, or a few.
    private record Interest(boolean all, Set<String> names) {
        static final Interest ALL = new Interest(true, Set.of());

        static Interest in(String name) {
            return new Interest(false, Set.of(name));
        }

        Interest and(Interest other) {
            Set<String> both = new HashSet<>(names);
            both.addAll(other.names);
            return new Interest(all || other.all, both);
        }

        /// Names that start with two dots are the links by which Kubernetes swaps a whole volume.
        boolean covers(String name) {
            boolean visible = all && !FolderWalk.isHidden(name) && !isBackup(name);
            return visible || names.contains(name) || name.startsWith("..");
        }

        private static boolean isBackup(String name) {
            return name.endsWith("~") || name.endsWith(".tmp") || name.startsWith("#");
        }
    }

    static FolderEvents open() {
        try {
            return new FolderEvents(FileSystems.getDefault().newWatchService());
        } catch (IOException e) {
            LOG.warn("cannot watch folders, changes are seen some seconds later", e);
            return new FolderEvents(null);
        }
    }

    /// Waits for an event until this time of [System#nanoTime()]; says whether one came.
    boolean await(long deadline) throws InterruptedException {
        if (service == null) {
            closed.await(deadline - System.nanoTime(), NANOSECONDS);
            return false;
        }
        long left = deadline - System.nanoTime();
        while (left > 0) {
            WatchKey key = service.poll(left, NANOSECONDS);
            if (key != null && matters(key)) {
                return true;
            }
            left = deadline - System.nanoTime();
        }
        return false;
    }

    private boolean matters(WatchKey key) {
        Interest interest = interests.get(key);
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            // An event without a name means that events were lost.
            matters |=
                    interest != null
                            && (!(event.context() instanceof Path name)
                                    || interest.covers(name.toString()));
        }
        if (!key.reset()) {
            matters |= interests.remove(key) != null;
        }
        return matters;
    }

    /// Watches these folders and what leads to the roots, and nothing else; says whether any of it
    /// was not watched before.
    boolean watch(List<Path> roots, List<Path> folders) {
        if (service == null) {
            return false;
        }
        Map<Path, Interest> wanted = new LinkedHashMap<>();
        folders.forEach(folder -> wanted.put(folder.toAbsolutePath(), Interest.ALL));
        roots.forEach(root -> addWay(root.toAbsolutePath(), wanted));
        Map<WatchKey, Interest> next = new HashMap<>();
        wanted.forEach((folder, interest) ->
                register(service, folder)
                        .ifPresent(key -> next.merge(key, interest, Interest::and)));
        boolean anyNew = !interests.keySet().containsAll(next.keySet());
        interests.keySet().stream().filter(key -> !next.containsKey(key)).forEach(WatchKey::cancel);
        interests = next;
        return anyNew;
    }

    private static void addWay(Path root, Map<Path, Interest> wanted) {
        Path at = root.getRoot();
        for (Path name : root) {
            Path parent = at;
            at = at.resolve(name);
            boolean there = Files.exists(at, LinkOption.NOFOLLOW_LINKS);
            if (!there || at.equals(root) || Files.isSymbolicLink(at)) {
                wanted.merge(parent, Interest.in(name.toString()), Interest::and);
            }
            if (!there) {
                return;
            }
        }
    }

    private Optional<WatchKey> register(WatchService watcher, Path folder) {
        try {
            // For a folder that is watched already this gives the key it has.
            return Optional.of(folder.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
        } catch (NoSuchFileException | NotDirectoryException _) {
            // It went away; its parent tells when it comes back.
            return Optional.empty();
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("cannot watch {}, changes there are seen some seconds later", folder, e);
                warned = true;
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("closing a watch", e);
        }
    }
}
