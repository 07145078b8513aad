package dev.brama.link;

import java.io.IOException;
import java.util.Map;

/// A call that the kernel refused, told with what can be done.
public final class LinkException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int EPERM = 1;
    static final int EINTR = 4;
    private static final int ENXIO = 6;
    static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int ENODEV = 19;
    private static final int EADDRNOTAVAIL = 99;
    private static final int ENETDOWN = 100;
    static final int ENOBUFS = 105;
    static final int ETIMEDOUT = 110;

    /// The numbers are those of all architectures that a JDK 25 runs on, MIPS excepted.
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(EPERM, "EPERM"),
                    Map.entry(EINTR, "EINTR"),
                    Map.entry(5, "EIO"),
                    Map.entry(ENXIO, "ENXIO"),
                    Map.entry(9, "EBADF"),
                    Map.entry(EAGAIN, "EAGAIN"),
                    Map.entry(12, "ENOMEM"),
                    Map.entry(EACCES, "EACCES"),
                    Map.entry(14, "EFAULT"),
                    Map.entry(16, "EBUSY"),
                    Map.entry(ENODEV, "ENODEV"),
                    Map.entry(22, "EINVAL"),
                    Map.entry(23, "ENFILE"),
                    Map.entry(24, "EMFILE"),
                    Map.entry(90, "EMSGSIZE"),
                    Map.entry(92, "ENOPROTOOPT"),
                    Map.entry(93, "EPROTONOSUPPORT"),
                    Map.entry(97, "EAFNOSUPPORT"),
                    Map.entry(98, "EADDRINUSE"),
                    Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL"),
                    Map.entry(ENETDOWN, "ENETDOWN"),
                    Map.entry(101, "ENETUNREACH"),
                    Map.entry(ENOBUFS, "ENOBUFS"),
                    Map.entry(ETIMEDOUT, "ETIMEDOUT"));

    private final int errno;

    LinkException(String call, int errno) {
        super(call + ": " + name(errno) + advice(errno));
        this.errno = errno;
    }

    private static String name(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }

    private static String advice(int errno) {
        return switch (errno) {
            case EPERM, EACCES ->
                    ". The capability NET_RAW is missing: add it to securityContext.capabilities of the"
                            + " container and run as root, or run on the machine as root";
            case ENODEV, ENXIO, EADDRNOTAVAIL ->
                    ". The interface is gone, or IPv6 is switched off on it"
                            + " (net.ipv6.conf.INTERFACE.disable_ipv6)";
            case ENETDOWN -> ". The interface is down: ip link set INTERFACE up";
            case 23, 24 -> ". Raise the limit of open files (ulimit -n)";
            case 12, ENOBUFS ->
                    ". The kernel has no room for it; see net.core.optmem_max and net.core.rmem_max";
            case 97, 93 -> ". This kernel lacks the protocol";
            default -> "";
        };
    }

    /// The name of the error, such as `EPERM`.
    public String error() {
        return name(errno);
    }

    /// Whether the interface is down or gone, so that only its return can help.
    public boolean isInterfaceLost() {
        return errno == ENETDOWN || errno == ENODEV || errno == ENXIO;
    }
}
