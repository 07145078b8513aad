package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An nginx that Brama does not start: it goes on whatever becomes of the controller.
class ExternalNginxRestartIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.byExternal(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.tls("tls", Issued.of("tls", "web.test")),
                Yaml.ingress("web").tls("tls", "web.test").prefix("web.test", "/", "web"));
    }

    @Test
    void aRestartOfTheControllerReloadsNothing() throws Exception {
        Set<Long> workers = served.workers();
        long generation = served.generation();
        served.stopController();
        assertThat(getTls("web.test", "/").backend()).isEqualTo("web");
        served.startController();
        Served.remains("the workers", () -> served.workers().equals(workers));
        assertThat(served.generation()).isEqualTo(generation);
        served.settle();
        assertThat(served.generation()).isEqualTo(generation + 1);
        assertThat(getTls("web.test", "/").backend()).isEqualTo("web");
    }

    @Test
    void whatChangedMeanwhileIsServedAfterTheRestart() throws Exception {
        served.stopController();
        served.write("new.yaml", Yaml.ingress("new").prefix("new.test", "/", "web"));
        assertThat(get("new.test", "/").status()).isEqualTo(404);
        served.startController();
        served.settle();
        assertThat(get("new.test", "/").backend()).isEqualTo("web");
        served.remove("new.yaml");
    }
}
