package dev.brama.controller;

import dev.brama.kube.ApiServer;
import dev.brama.kube.LeaderElection;
import dev.brama.metrics.ControllerMetrics;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether it is this one of several controllers that writes to the cluster.
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    private final Optional<LeaderElection> election;
    private volatile Runnable gained = () -> {};

    private Leadership(
            Optional<ReportOptions.Election> options,
            String pod,
            ApiServer server,
            ControllerMetrics metrics) {
        this.election = options.map(by -> elect(by, pod, server, metrics));
    }

    static Leadership of(ReportOptions options, ApiServer server, ControllerMetrics metrics) {
        return new Leadership(options.election(), options.pod().name(), server, metrics);
    }

    private LeaderElection elect(
            ReportOptions.Election by, String pod, ApiServer server, ControllerMetrics metrics) {
        String lease = by.lease().name();
        metrics.follows(lease);
        return LeaderElection.start(
                server,
                new LeaderElection.Candidate(by.lease(), pod, by.ttl()),
                new LeaderElection.Listener(
                        () -> {
                            LOG.info("leads by Lease {}: writes status and Events", by.lease());
                            metrics.leads(lease);
                            gained.run();
                        },
                        () -> {
                            LOG.info("leads no more by Lease {}", by.lease());
                            metrics.follows(lease);
                        }));
    }

    /// Says what to do whenever it becomes this one.
    void whenGained(Runnable action) {
        gained = action;
    }

    /// Whether it is this one; without an election always.
    boolean isOurs() {
        return election.isEmpty() || election.get().isLeader();
    }

    @Override
    public void close() {
        election.ifPresent(LeaderElection::close);
    }
}
