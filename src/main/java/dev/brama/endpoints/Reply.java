package dev.brama.endpoints;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// An answer on its way to a client.
sealed interface Reply {
    /// @param id the number of the query
    /// @param message the rest
    record Ready(SocketAddress to, int id, ByteBuffer message) implements Reply {}

    /// The peers as they are when the answer is sent.
    record Peers(Asker asker) implements Reply {}
}
