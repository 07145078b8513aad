package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Changes of endpoints that nginx learns while it runs.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndpointChangesIT {
    private Resolving served;
    private Backend one;
    private Backend two;

    @BeforeEach
    void start() throws Exception {
        served = new Resolving(Path.of(System.getProperty("brama.nginx.newest", "")));
        one = Backend.echo("one");
        two = Backend.echo("two");
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        one.close();
        two.close();
    }

    private void serveWeb(Backend... backends) throws Exception {
        served.apply(
                Yaml.service("web", backends), Yaml.ingress("web").prefix("web.test", "/", "web"));
    }

    private void becomes(String host, String... names) {
        Served.await(
                List.of(names) + " answering at " + host,
                () -> served.answering(host).equals(List.of(names)));
    }

    @Test
    void changeServesWithoutReload() throws Exception {
        serveWeb(one);
        assertThat(served.answering("web.test")).containsExactly("one");
        List<ProcessHandle> workers = served.master().children().toList();
        served.change("web", one, two);
        becomes("web.test", "one", "two");
        served.change("web", two);
        becomes("web.test", "two");
        assertThat(served.master().children().toList()).isEqualTo(workers);
        ApplyOutcome outcome =
                served.apply(
                        Yaml.service("web", two),
                        Yaml.ingress("web").prefix("web.test", "/", "web"));
        assertThat(outcome).isInstanceOf(ApplyOutcome.Unchanged.class);
    }
}
