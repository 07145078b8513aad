package dev.brama.ingress;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.Checked;
import dev.brama.settings.AnnotationReader;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import java.util.IdentityHashMap;

/// Remembers what was read from the annotations of Ingresses. Those that did not change come as the
/// same instances, and reading thousands of them anew at each change would be for nothing.
final class SettingsMemory {
    private IdentityHashMap<IngressObject, Checked<IngressSettings>> before =
            new IdentityHashMap<>();
    private IdentityHashMap<IngressObject, Checked<IngressSettings>> now = new IdentityHashMap<>();
    private GlobalSettings global = GlobalSettings.DEFAULTS;

    /// Begins a compilation: forgets what the last one did not use, and all when the ConfigMap,
    /// which holds the policy on annotations, is another.
    void begin(GlobalSettings next) {
        before = next.equals(global) ? now : new IdentityHashMap<>();
        now = new IdentityHashMap<>();
        global = next;
    }

    /// @param reader reads with the ConfigMap of [#begin]
    Checked<IngressSettings> read(IngressObject ingress, AnnotationReader reader) {
        Checked<IngressSettings> known = before.get(ingress);
        Checked<IngressSettings> result =
                known != null ? known : reader.read(ingress.annotations(), ingress.ref());
        now.put(ingress, result);
        return result;
    }
}
