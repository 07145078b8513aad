package dev.brama.kube;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.credentials.Authentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// A token in a file that somebody renews. It is read at each request, of which there are few:
/// client-java reads the file of a kubeconfig once, that of a Pod once a minute, and where it
/// cannot be read its failure is none of I/O.
final class TokenFile implements Authentication, Interceptor {
    private final Path file;

    /// There is no token to be had; the API server was not even asked.
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        Unusable(String message, @Nullable IOException cause) {
            super(message, cause);
        }
    }

    TokenFile(Path file) {
        this.file = file;
    }

    @Override
    public void provide(ApiClient client) {
        client.setHttpClient(client.getHttpClient().newBuilder().addInterceptor(this).build());
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        return chain.proceed(
                chain.request().newBuilder().header("Authorization", "Bearer " + token()).build());
    }

    private String token() throws IOException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new Unusable("cannot read the token in " + file, e);
        }
        // What is no token must not get into the message of whoever refuses it as a header.
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Unusable("there is no token in " + file, null);
        }
        return token;
    }
}
