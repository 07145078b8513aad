package dev.brama.golden;

import dev.brama.cluster.ClusterState;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.ingress.Compilation;
import dev.brama.ingress.IngressCompiler;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.LastGood;
import dev.brama.ingress.Surroundings;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.ProxyConfig;
import dev.brama.render.ConfigRenderer;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.RenderOptions.Ports;
import dev.brama.render.Rendering;
import dev.brama.render.Templates;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import dev.brama.syntax.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The pure way from objects to files, in fixed surroundings.
///
/// @param ingress the flags on Ingresses
/// @param render the flags on nginx
/// @param fallback the certificate for hosts without one
record Stage(IngressOptions ingress, RenderOptions render, Certificate fallback) {
    static final Templates TEMPLATES = templates();

    /// What `brama render` takes for granted, for an nginx of this version with the usual modules.
    static Stage of(NginxVersion version) {
        Capabilities usual =
                new Capabilities(
                        version,
                        new TreeSet<>(
                                List.of(
                                        "http_ssl_module",
                                        "http_v2_module",
                                        "http_realip_module",
                                        "http_stub_status_module",
                                        "stream",
                                        "stream_realip_module")),
                        new TreeMap<>());
        return new Stage(
                IngressOptions.DEFAULTS,
                new RenderOptions(
                        new NginxLayout("/var/lib/brama"),
                        new Ports(80, 443),
                        List.of(),
                        List.of(),
                        Optional.of(new Word("www-data")),
                        usual),
                ClusterBuilder.FALLBACK);
    }

    Compilation compile(ClusterState state) {
        return compile(state, new IngressCompiler(ingress));
    }

    /// Compiles by a compiler that remembers certificates.
    Compilation compile(ClusterState state, IngressCompiler compiler) {
        return compiler.compile(
                state,
                new Surroundings(
                        ClusterBuilder.NOW, render.capabilities(), fallback, LastGood.NONE));
    }

    ConfigRenderer renderer() {
        return new ConfigRenderer(TEMPLATES, render);
    }

    Rendering render(ProxyConfig config) {
        return renderer().render(config);
    }

    private static Templates templates() {
        try {
            return Templates.read(Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
