package dev.brama.controller;

import dev.brama.kube.ApiServer;
import dev.brama.kube.LiveCluster;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.metrics.MetricsOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// How to serve a cluster.
///
/// @param access which cluster
/// @param scope which of its objects
/// @param setup how they become a running nginx
/// @param health where health and metrics are asked for
/// @param node the Node whose zone's endpoints are preferred, if any are
/// @param identity who serves
/// @param counting what is counted of requests, where [NginxSetup#render] has a port for them
/// @param webhook judges Ingresses before they are stored, if it is wanted
/// @param report what is written to the cluster; absent outside a Pod, where nobody is reached
/// @param pace how often nginx may be reloaded
/// @param stopping how serving ends
public record ControllerOptions(
        ApiServer.Access access,
        LiveCluster.Scope scope,
        NginxSetup setup,
        InetSocketAddress health,
        Optional<String> node,
        ControllerIdentity identity,
        MetricsOptions counting,
        Optional<WebhookOptions> webhook,
        Optional<ReportOptions> report,
        Pace pace,
        Stopping stopping) {
    /// The same with endpoints of a zone preferred.
    ControllerOptions in(String zone) {
        return new ControllerOptions(
                access,
                scope,
                new NginxSetup(
                        setup.ingress().withPeers(setup.ingress().peers().in(zone)),
                        setup.render(),
                        setup.nginx(),
                        setup.mode()),
                health,
                node,
                identity,
                counting,
                webhook,
                report,
                pace,
                stopping);
    }

    /// How often nginx may be reloaded.
    ///
    /// @param perSecond in the long run
    /// @param burst at once, after a quiet time
    public record Pace(double perSecond, int burst) {
        /// ingress-nginx's default, but with a burst: single changes need not wait.
        public static final Pace DEFAULT = new Pace(0.3, 5);

        /// How long until one more is allowed after the burst.
        Duration each() {
            return Duration.ofNanos(Math.max(1, (long) (1e9 / perSecond)));
        }
    }

    /// How serving ends.
    ///
    /// @param delay how long nginx goes on as before
    /// @param grace how long requests may take to end then
    public record Stopping(Duration delay, Duration grace) {}
}
