package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.List;
import java.util.Optional;

/// What speakers say to each other about who may answer. Each belongs to one version of the
/// [Charter].
public sealed interface Message {
    /// More addresses go into further messages, so that each fits into one frame.
    int MOST_ADDRESSES = 24;

    /// The charter that it was sent under.
    long version();

    /// I live, and ask you to keep what you granted me.
    ///
    /// @param number grows with each beat
    record Beat(long version, long number) implements Message {}

    /// What I granted you stands for a while.
    ///
    /// @param number of the beat that this answers
    /// @param revision changes when something was taken from you without your asking: grants of
    ///   another revision are void
    /// @param vacancies changes when an address may have become free
    record BeatAck(long version, long number, long revision, long vacancies) implements Message {}

    /// I want to answer for these.
    record Claim(long version, List<Wish> wishes) implements Message {
        public Claim {
            wishes = List.copyOf(wishes);
        }
    }

    /// Whether you may, as far as I am concerned.
    ///
    /// @param revision under which the grants stand
    record ClaimAnswer(long version, long revision, List<Verdict> verdicts) implements Message {
        public ClaimAnswer {
            verdicts = List.copyOf(verdicts);
        }
    }

    /// I do not answer for these any more, or do not want to after all.
    ///
    /// @param successor who should claim them
    record Release(long version, List<Wish> wishes, Optional<String> successor) implements Message {
        public Release {
            wishes = List.copyOf(wishes);
        }
    }

    /// I know that you gave these back.
    record ReleaseAck(long version, List<Wish> wishes) implements Message {
        public ReleaseAck {
            wishes = List.copyOf(wishes);
        }
    }

    /// What I granted this speaker, or some of it, may be claimed.
    ///
    /// @param cause why
    record Vacant(long version, long vacancies, PeerId former, Cause cause) implements Message {}

    /// Why something is free.
    enum Cause {
        /// It was given back.
        RELEASED,
        /// Its holder is silent, or its process ended.
        GONE
    }

    /// An address as it is claimed.
    ///
    /// @param attempt grows with each new claim of a speaker, so that answers to an old one do not
    ///   count for a new one
    /// @param epoch grows from holder to holder
    record Wish(IpAddress address, long attempt, long epoch) {}

    /// The answer about an address.
    ///
    /// @param attempt that of the claim
    /// @param epoch the highest known
    /// @param holder to whom it is granted; nobody where only the epoch was too low
    record Verdict(IpAddress address, long attempt, long epoch, Optional<PeerId> holder) {}
}
