package dev.brama.syntax;

/// A value that nginx reads as exactly one token of its configuration language.
public sealed interface Token
        permits Cidr,
                Expression,
                HeaderName,
                HostPort,
                LocationPath,
                Regex,
                ServerName,
                Size,
                StreamFormat,
                Text,
                TimeSpan,
                Word {
    /// The text to write, quoted where needed.
    String token();
}
