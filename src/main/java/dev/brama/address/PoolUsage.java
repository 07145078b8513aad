package dev.brama.address;

/// How much of a pool is in use.
///
/// @param pool its name
/// @param v4 of IPv4
/// @param v6 of IPv6
/// @param services how many Services have an address of it
public record PoolUsage(String pool, Count v4, Count v6, int services) {
    /// @param total how many addresses there are; all that a `long` can tell where there are more
    /// @param inUse how many of them Services hold
    public record Count(long total, long inUse) {
        /// How many are left.
        public long available() {
            return total - inUse;
        }
    }

    /// Both families together.
    public Count all() {
        long total =
                v4.total() > Long.MAX_VALUE - v6.total() ? Long.MAX_VALUE : v4.total() + v6.total();
        return new Count(total, v4.inUse() + v6.inUse());
    }
}
