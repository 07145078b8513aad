package dev.brama.settings;

/// The words that `load-balance` knows in ingress-nginx.
public enum LoadBalance {
    ROUND_ROBIN,
    EWMA,
    CHASH,
    CHASHSUBSET,
    STICKY_BALANCED,
    STICKY_PERSISTENT
}
