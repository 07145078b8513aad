package dev.brama.proxy;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.Text;
import java.util.List;
import java.util.Optional;

/// Who is let in.
///
/// @param denied addresses kept out; looked at first
/// @param allowed if not empty, the only addresses let in
/// @param password whether and how a password is asked for
/// @param satisfyAny whether passing one of address list and password is enough
public record Access(
        List<Cidr> denied, List<Cidr> allowed, Optional<Password> password, boolean satisfyAny) {
    /// Everybody is let in.
    public static final Access OPEN = new Access(List.of(), List.of(), Optional.empty(), false);

    public Access {
        denied = List.copyOf(denied);
        allowed = List.copyOf(allowed);
    }

    /// A password in HTTP's Basic scheme.
    ///
    /// @param realm shown to the user
    /// @param file which of the configuration's password files
    public record Password(Text realm, FileId file) {}
}
