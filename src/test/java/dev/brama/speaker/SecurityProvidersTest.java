package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Commands;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// In a process of its own: the list of providers is one for a whole process.
class SecurityProvidersTest {
    public static void main(String[] args) throws Exception {
        SecurityProviders.narrow();
        Mac.getInstance("HmacSHA256");
        SSLContext.getInstance("TLSv1.3").init(null, null, null);
        System.out.println(
                Arrays.stream(Security.getProviders())
                        .map(Provider::getName)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void whatTlsNeedsIsLeft() throws Exception {
        String said =
                Commands.run(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecurityProvidersTest.class.getName());
        assertThat(said.strip()).isEqualTo("SUN SunRsaSign SunEC SunJSSE SunJCE");
    }
}
