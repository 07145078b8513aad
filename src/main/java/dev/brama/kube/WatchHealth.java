package dev.brama.kube;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Whether the objects of a resource can be listed and watched, and if not, why.
final class WatchHealth {
    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;

    private final Resource resource;
    private final Consumer<String> tell;
    private final AtomicReference<Optional<ApiFailure>> failure =
            new AtomicReference<>(Optional.empty());

    /// @param tell hears, once each, when it begins to fail, when the reason changes, and when it
    ///   goes well again
    WatchHealth(Resource resource, Consumer<String> tell) {
        this.resource = resource;
        this.tell = tell;
    }

    void failed(ApiFailure now) {
        // A version that is too old is the server's way to ask for a new list.
        if (now.code() == GONE) {
            return;
        }
        Optional<ApiFailure> before = failure.getAndSet(Optional.of(now));
        if (before.isEmpty() || before.get().code() != now.code()) {
            tell.accept("cannot watch " + resource + ": " + now.sentence());
        }
    }

    void well() {
        if (failure.getAndSet(Optional.empty()).isPresent()) {
            tell.accept("watching " + resource + " again");
        }
    }

    /// Whether the server has said that we may not.
    boolean isForbidden() {
        return failure.get().filter(now -> now.code() == FORBIDDEN).isPresent();
    }

    Optional<String> trouble() {
        return failure.get().map(now -> "cannot watch " + resource + ": " + now.sentence());
    }
}
