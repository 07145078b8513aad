package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import java.util.HashSet;
import java.util.Set;

/// Gathers what changed until somebody takes it. For use by several threads.
final class Pending {
    private final Runnable signal;
    private final Set<NamespacedName> services = new HashSet<>();
    private boolean objects;

    Pending(Runnable signal) {
        this.signal = signal;
    }

    void object() {
        synchronized (this) {
            objects = true;
        }
        signal.run();
    }

    void endpoints(NamespacedName service) {
        synchronized (this) {
            services.add(service);
        }
        signal.run();
    }

    synchronized Changes take() {
        Changes taken = new Changes(objects, services);
        objects = false;
        services.clear();
        return taken;
    }
}
