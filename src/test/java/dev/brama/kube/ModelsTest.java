package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.gsonfire.GsonFireBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Models of client-java are read and written by a class of ours that stands before the library's.
class ModelsTest {
    private static final String TEXT =
            """
            {"apiVersion":"v1","kind":"Secret",\
            "metadata":{"creationTimestamp":"2026-11-29T10:00:00Z","name":"a","unknown":1},\
            "data":{"key":"YWJj"}}\
            """;

    private static void check(V1Secret read) {
        assertThat(read.getMetadata().getName()).isEqualTo("a");
        assertThat(read.getMetadata().getCreationTimestamp())
                .isEqualTo(OffsetDateTime.parse("2026-11-29T10:00:00Z"));
        assertThat(read.getData().get("key")).asString(StandardCharsets.UTF_8).isEqualTo("abc");
    }

    @Test
    void modelsAreReadFromTextsAndStreams() throws Exception {
        check(JSON.deserialize(TEXT, V1Secret.class));
        InputStream stream = new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8));
        check(JSON.deserialize(stream, V1Secret.class));
        String plain = JSON.deserialize("ok {", String.class);
        assertThat(plain).isEqualTo("ok {");
    }

    @Test
    void modelsAreWrittenWithoutWhatTheyDoNotHave() {
        V1Secret secret =
                new V1Secret()
                        .metadata(
                                new V1ObjectMeta()
                                        .name("a<b")
                                        .creationTimestamp(
                                                OffsetDateTime.parse("2026-11-29T10:00:00Z")))
                        .data(Map.of("key", new byte[] {'a', 'b', 'c'}));
        assertThat(JSON.serialize(secret))
                .contains("\"name\":\"a<b\"")
                .contains("\"creationTimestamp\":\"2026-11-29T10:00:00Z\"")
                .contains("\"key\":\"YWJj\"")
                .doesNotContain("null");
    }

    // A version of the library that calls something else would fail only when it does.
    @Test
    void everyPublicMethodOfTheLibrarysClassIsHere() throws Exception {
        URL[] library = {
            path(ApiClient.class), path(com.google.gson.Gson.class), path(GsonFireBuilder.class)
        };
        try (URLClassLoader theirs =
                new URLClassLoader(library, ClassLoader.getPlatformClassLoader())) {
            Class<?> original = Class.forName(JSON.class.getName(), false, theirs);
            assertThat(path(original).toString()).isNotEqualTo(path(JSON.class).toString());
            assertThat(publicMethods(JSON.class)).containsAll(publicMethods(original));
        }
    }

    private static URL path(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static Set<String> publicMethods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(ModelsTest::signature)
                .collect(Collectors.toSet());
    }

    private static String signature(Method method) {
        return method.getReturnType().getName()
                + " "
                + method.getName()
                + Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    }
}
