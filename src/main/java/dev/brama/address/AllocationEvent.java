package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;

/// Something to tell about the address of a Service, in the words of MetalLB's controller where it
/// has some.
///
/// @param service of which Service
/// @param type whether something is wrong
/// @param reason a token that people filter by
/// @param message what is told
public record AllocationEvent(
        LoadBalancerService service, Type type, String reason, String message) {
    static final String ALLOCATED = "IPAllocated";
    static final String CLEARED = "ClearAssignment";
    static final String ADDITION_FAILED = "AdditionalAssignFailed";
    static final String ALLOCATION_FAILED = "AllocationFailed";
    static final String DEPRECATED = "deprecatedAnnotation";
    static final String CONFLICT = "AddressConflict";

    /// Whether something is wrong.
    public enum Type {
        NORMAL,
        WARNING
    }

    /// Somebody answered for an address that was about to be given to a Service.
    public static AllocationEvent answered(LoadBalancerService service, IpAddress address) {
        return warning(
                service,
                CONFLICT,
                address
                        + " is in use by a machine of the network that is none of the cluster; take"
                        + " it out of the pool, or give the machine another address");
    }

    // Begins as MetalLB's does, for those who filter by the text.
    static AllocationEvent failed(LoadBalancerService service, String reason, String cause) {
        return warning(service, reason, failure(service) + cause);
    }

    private static String failure(LoadBalancerService service) {
        return "Failed to allocate IP for \"" + service.id() + "\": ";
    }

    /// Why a Service gets nothing, without the words that say that it gets nothing.
    public String cause() {
        String head = failure(service);
        return message.startsWith(head) ? message.substring(head.length()) : message;
    }

    /// Whether this says why a Service gets nothing.
    boolean isRefusal() {
        return switch (reason) {
            case ALLOCATED, CLEARED, ADDITION_FAILED, DEPRECATED, CONFLICT -> false;
            default -> true;
        };
    }

    static AllocationEvent normal(LoadBalancerService service, String reason, String message) {
        return new AllocationEvent(service, Type.NORMAL, reason, message);
    }

    static AllocationEvent warning(LoadBalancerService service, String reason, String message) {
        return new AllocationEvent(service, Type.WARNING, reason, message);
    }
}
