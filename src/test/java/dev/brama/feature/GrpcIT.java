package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// gRPC from the client over TLS to a backend without TLS.
class GrpcIT extends Feature {
    private static final MethodDescriptor<String, String> GREET =
            method("Greet", MethodDescriptor.MethodType.UNARY);
    private static final MethodDescriptor<String, String> COUNT =
            method("Count", MethodDescriptor.MethodType.SERVER_STREAMING);

    private final AtomicReference<Metadata> seen = new AtomicReference<>(new Metadata());

    @Override
    Served serve(Path nginx) throws Exception {
        Server server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(
                                ServerServiceDefinition.builder("shop.Greeter")
                                        .addMethod(GREET, ServerCalls.asyncUnaryCall(GrpcIT::greet))
                                        .addMethod(
                                                COUNT,
                                                ServerCalls.asyncServerStreamingCall(GrpcIT::count))
                                        .build())
                        .intercept(new Noting())
                        .build()
                        .start();
        keep(server::shutdownNow);
        return Served.by(
                nginx,
                Yaml.service("greeter", List.of(server.getPort())),
                Yaml.service("dead", List.of(Backend.deadPort())),
                Yaml.tls("tls", Issued.of("tls", "grpc.test")),
                Yaml.ingress("greeter")
                        .with("backend-protocol", "GRPC")
                        .tls("tls", "grpc.test")
                        .prefix("grpc.test", "/", "greeter"),
                Yaml.ingress("dead")
                        .with("backend-protocol", "GRPC")
                        .prefix("dead.test", "/", "dead"));
    }

    private static void greet(String name, StreamObserver<String> answer) {
        if (name.isEmpty()) {
            answer.onError(Status.INVALID_ARGUMENT.withDescription("no name").asRuntimeException());
        } else {
            answer.onNext("hello " + name);
            answer.onCompleted();
        }
    }

    private static void count(String upTo, StreamObserver<String> answer) {
        for (int i = 1; i <= Integer.parseInt(upTo); i++) {
            answer.onNext(Integer.toString(i));
        }
        answer.onCompleted();
    }

    private final class Noting implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            seen.set(headers);
            return next.startCall(call, headers);
        }
    }

    @Test
    void aCallIsAnswered() throws Exception {
        assertThat(greet("grpc.test", "you")).isEqualTo("hello you");
        assertThat(greet("grpc.test", "x".repeat(100_000))).hasSize(100_006);
    }

    @Test
    void theBackendGetsTheHeadersOfProxies() throws Exception {
        greet("grpc.test", "you");
        assertThat(seen.get().get(key("x-real-ip"))).isEqualTo("127.0.0.1");
        assertThat(seen.get().get(key("x-forwarded-proto"))).isEqualTo("https");
        assertThat(seen.get().get(key("x-request-id"))).matches("[0-9a-f]{32}");
    }

    @Test
    void theStatusComesInTheTrailers() {
        assertThatThrownBy(() -> greet("grpc.test", ""))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: no name");
    }

    @Test
    void streamsArriveWhole() throws Exception {
        ManagedChannel channel = channel("grpc.test");
        try {
            List<String> all = new ArrayList<>();
            ClientCalls.blockingServerStreamingCall(channel, COUNT, CallOptions.DEFAULT, "100")
                    .forEachRemaining(all::add);
            assertThat(all).hasSize(100).endsWith("100");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aDeadBackendIsUnavailable() {
        assertThatThrownBy(() -> greet("dead.test", "you"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    private String greet(String host, String name) throws IOException {
        ManagedChannel channel = channel(host);
        try {
            return ClientCalls.blockingUnaryCall(channel, GREET, CallOptions.DEFAULT, name);
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel channel(String host) throws IOException {
        return NettyChannelBuilder.forAddress("127.0.0.1", served.client().httpsPort())
                .overrideAuthority(host)
                .sslContext(
                        GrpcSslContexts.forClient()
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .build())
                .build();
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static MethodDescriptor<String, String> method(
            String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("shop.Greeter/" + name)
                .setRequestMarshaller(new TextMarshaller())
                .setResponseMarshaller(new TextMarshaller())
                .build();
    }

    /// gRPC does not care what messages are made of.
    private static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream in) {
            try (in) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
