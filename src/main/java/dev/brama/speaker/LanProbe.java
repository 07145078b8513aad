package dev.brama.speaker;

import dev.brama.address.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks on all interfaces of this node whether a stranger uses an address.
final class LanProbe implements AddressProbe {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final long PATIENCE_SECONDS = 5;

    private final Announcers announcers;

    LanProbe(Announcers announcers) {
        this.announcers = announcers;
    }

    @Override
    public Set<IpAddress> answered(Set<IpAddress> addresses) throws InterruptedException {
        Map<IpAddress, CompletableFuture<ProbeOutcome>> asked = new HashMap<>();
        addresses.forEach(address -> asked.put(address, announcers.probe(address, Set.of())));
        Set<IpAddress> used = new HashSet<>();
        for (Map.Entry<IpAddress, CompletableFuture<ProbeOutcome>> one : asked.entrySet()) {
            try {
                ProbeOutcome outcome = one.getValue().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (outcome instanceof ProbeOutcome.Answered) {
                    used.add(one.getKey());
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("nobody could be asked for {}: {}", one.getKey(), e.toString());
            }
        }
        return used;
    }
}
