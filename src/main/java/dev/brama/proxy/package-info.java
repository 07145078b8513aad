/// What the proxy must do, free of Kubernetes and of nginx's text.
///
/// Records only: hosts, locations, upstreams, certificates. All values are already parsed, all
/// decisions are made; what is left is to write it down in a proxy's language.
@NullMarked
package dev.brama.proxy;

import org.jspecify.annotations.NullMarked;
