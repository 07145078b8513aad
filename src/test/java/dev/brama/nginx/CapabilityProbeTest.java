package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.syntax.NginxVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilityProbeTest {
    private static final String DEBIAN =
            """
            nginx version: nginx/1.22.1
            built with OpenSSL 3.0.22 25 Aug 2026 (running with OpenSSL 3.0.19 27 Jan 2026)
            TLS SNI support enabled
            configure arguments: --with-cc-opt='-g -O2 -Wformat --with-mail' \
            --prefix=/usr/share/nginx --error-log-path=stderr --modules-path=/usr/lib/nginx/modules \
            --with-compat --with-pcre-jit --with-http_ssl_module --with-http_v2_module \
            --without-http_grpc_module --with-http_geoip_module=dynamic --with-stream=dynamic \
            --with-stream_ssl_module
            """;

    private static final String MAINLINE =
            """
            nginx version: nginx/1.30.6
            built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)
            configure arguments: --prefix=/etc/nginx --modules-path=/usr/lib/nginx/modules \
            --with-http_v3_module --with-stream --with-cc-opt='-g -O2'
            """;

    @ParameterizedTest
    @CsvSource({
        "nginx version: nginx/1.22.1,                1, 22, 1",
        "nginx version: nginx/1.30.6 (Debian),       1, 30, 6",
        "nginx version: openresty/1.27.1.2,          1, 27, 1",
    })
    void versionIsRead(String output, int major, int minor, int patch) {
        assertThat(CapabilityProbe.version(output)).contains(new NginxVersion(major, minor, patch));
    }

    @ParameterizedTest
    @CsvSource({"''", "Apache/2.4.1", "usage: nginx version: nginx/1.2.3"})
    void outputOfAnotherProgramHasNoVersion(String output) {
        assertThat(CapabilityProbe.version(output)).isEmpty();
    }

    @Test
    void dynamicModulesAndCompilerOptionsAreNotBuiltIn() {
        assertThat(CapabilityProbe.builtInModules(DEBIAN))
                .containsExactly(
                        "compat",
                        "http_ssl_module",
                        "http_v2_module",
                        "pcre-jit",
                        "stream_ssl_module",
                        "without:http_grpc_module");
        assertThat(CapabilityProbe.builtInModules(MAINLINE))
                .containsExactly("http_v3_module", "stream");
    }

    @Test
    void loadableModulesAreNamedByTheirFiles(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("ngx_stream_module.so"));
        Files.createFile(folder.resolve("readme.txt"));

        assertThat(CapabilityProbe.dynamicModules(Optional.of(folder)))
                .containsExactly(
                        java.util.Map.entry("ngx_stream_module", folder + "/ngx_stream_module.so"));
    }

    @Test
    void missingFolderHoldsNoModules() throws Exception {
        assertThat(CapabilityProbe.dynamicModules(Optional.of(Path.of("/nowhere")))).isEmpty();
        assertThat(CapabilityProbe.dynamicModules(Optional.empty())).isEmpty();
    }
}
