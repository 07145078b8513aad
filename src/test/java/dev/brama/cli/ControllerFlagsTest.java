package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The flags of ingress-nginx start the controller too, as far as the first thing that is missing.
class ControllerFlagsTest {
    private static final String NO_NGINX = "--nginx=/nowhere/nginx";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--publish-service=ns/svc",
                "--publish-status-address=192.0.2.1,lb.example.com",
                "--report-node-internal-ip-address",
                "--configmap=ns/name",
                "--election-id=leader",
                "--election-ttl=30s",
                "--watch-namespace=shop",
                "--watch-namespace-selector=exposed=yes",
                "--ingress-class=nginx",
                "--controller-class=k8s.io/ingress-nginx",
                "--default-ssl-certificate=ns/cert",
                "--default-backend-service=ns/svc",
                "--enable-metrics=false",
                "--metrics-per-host=false",
                "--time-buckets=0.1,1,10",
                "--update-status=false",
                "--http-port=8080",
                "--healthz-port=10254",
                "--sync-rate-limit=1",
                "--shutdown-grace-period=5",
                "--log-format=json",
                "--v=2",
                "-v=2",
                "--enable-ssl-passthrough",
                "--enable-ssl-chain-completion=false",
                "--maxmind-edition-ids=GeoLite2-City",
                "--profiling=false",
                "--disable-catch-all",
                "--disable-svc-external-name",
                "--bucket-factor=1.1",
                "--health-check-path=/healthz",
                "--tcp-services-configmap=ns/tcp",
                "--status-update-interval=60",
                "--disable-leader-election",
                "--dynamic-configuration-retries=15",
                "--post-shutdown-grace-period=10"
            })
    void flagIsTaken(String flag) {
        Said said = Said.by("controller", flag, NO_NGINX);
        assertThat(said.exit()).as(said.all()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).contains("there is no nginx at /nowhere/nginx");
    }

    @ParameterizedTest
    @CsvSource({
        "--publish-servise=a/b, --publish-service",
        "--watch-namespaces=a, --watch-namespace",
        "--lua=yes, Unknown option"
    })
    void unknownFlagIsRefused(String flag, String hint) {
        Said said = Said.by("controller", flag, NO_NGINX);
        assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).contains(hint);
    }
}
