package dev.brama.kube;

import java.util.Optional;
import org.slf4j.Logger;

/// Logs what goes wrong once, and that it is over once, however often it is tried in between.
///
/// Safe for use by several threads.
final class Troubles {
    private final Logger log;
    private final String what;
    private Optional<ApiFailure> current = Optional.empty();

    /// @param what cannot be done meanwhile, as in `the address of Ingresses is not written`
    Troubles(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    synchronized void met(ApiFailure failure) {
        boolean isNew = current.map(known -> !known.isSameAs(failure)).orElse(true);
        current = Optional.of(failure);
        if (isNew) {
            log.warn("{}: {}", what, failure.sentence());
        }
    }

    synchronized void over() {
        if (current.isPresent()) {
            log.info("it works again, after this: {}: {}", what, current.get().message());
            current = Optional.empty();
        }
    }

    synchronized Optional<ApiFailure> current() {
        return current;
    }
}
