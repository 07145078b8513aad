package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Fault;
import dev.brama.layer2.Frame.Flag;
import dev.brama.layer2.Frame.Junk;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.Reaction.Answer;
import dev.brama.layer2.Reaction.Conflict;
import dev.brama.layer2.Reaction.Nothing;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReactionsTest {
    private static final MacAddress NODE = mac("02:00:00:00:00:01");
    private static final MacAddress SECOND_CARD = mac("02:00:00:00:00:02");
    private static final MacAddress CLIENT = mac("02:00:00:00:00:99");
    private static final MacAddress STRANGER = mac("02:00:00:00:00:66");
    private static final MacAddress CLUSTER = mac("03:bf:00:00:00:01");
    private static final IpAddress V4 = address("192.168.1.70");
    private static final IpAddress OTHER_V4 = address("192.168.1.71");
    private static final IpAddress V4_CLIENT = address("192.168.1.1");
    private static final IpAddress V6 = address("fd00::70");
    private static final IpAddress V6_CLIENT = address("fe80::99");

    private final Reactions reactions =
            new Reactions(NODE, Set.of(NODE, SECOND_CARD)::contains, Set.of(V4, V6)::contains);

    private static MacAddress mac(String text) {
        return MacAddress.parse(text).orElseThrow();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Arp arp(
            MacAddress source,
            Operation operation,
            MacAddress mac,
            IpAddress sender,
            IpAddress target) {
        return new Arp(
                MacAddress.BROADCAST, source, operation, mac, sender, MacAddress.NONE, target);
    }

    @Test
    void requestIsAnsweredToItsSenderAlone() {
        Frame request = Arp.question(CLIENT, V4_CLIENT, V4, MacAddress.BROADCAST);
        assertThat(reactions.to(request))
                .isEqualTo(
                        new Answer(
                                V4,
                                CLIENT,
                                new Arp(
                                        CLIENT,
                                        NODE,
                                        Operation.REPLY,
                                        NODE,
                                        V4,
                                        CLIENT,
                                        V4_CLIENT)));
    }

    @Test
    void requestToThisCardIsAnsweredAndOneToAnotherIsNot() {
        assertThat(reactions.to(Arp.question(CLIENT, V4_CLIENT, V4, NODE)))
                .isInstanceOf(Answer.class);
        assertThat(reactions.to(Arp.question(CLIENT, V4_CLIENT, V4, STRANGER)))
                .isEqualTo(Nothing.NOT_ASKED);
    }

    @Test
    void probeOfAHeldAddressIsAnswered() {
        assertThat(reactions.to(Arp.probe(CLIENT, V4)))
                .isInstanceOfSatisfying(
                        Answer.class,
                        answer -> {
                            Arp reply = (Arp) answer.frame();
                            assertThat(reply.target()).isEqualTo(Frame.NO_V4);
                            assertThat(reply.destination()).isEqualTo(CLIENT);
                        });
    }

    @Test
    void otherAddressesAreNoneOfOurBusiness() {
        assertThat(reactions.to(Arp.question(CLIENT, V4_CLIENT, OTHER_V4, MacAddress.BROADCAST)))
                .isEqualTo(Nothing.NOT_ASKED);
        assertThat(reactions.to(Arp.announcement(CLIENT, OTHER_V4))).isEqualTo(Nothing.NOT_ASKED);
        assertThat(reactions.to(Advertisement.unsolicited(CLIENT, V6_CLIENT)))
                .isEqualTo(Nothing.NOT_ASKED);
    }

    @Test
    void gratuitousFramesOfAnotherCardAreAClaim() {
        Conflict conflict = new Conflict(V4, STRANGER, STRANGER);
        assertThat(reactions.to(Arp.announcement(STRANGER, V4))).isEqualTo(conflict);
        assertThat(reactions.to(Arp.announcementAsReply(STRANGER, V4))).isEqualTo(conflict);
        // Whoever asks for something else from our address tells neighbours the same.
        assertThat(reactions.to(Arp.question(STRANGER, V4, OTHER_V4, MacAddress.BROADCAST)))
                .isEqualTo(conflict);
        assertThat(reactions.to(Advertisement.unsolicited(STRANGER, V6)))
                .isEqualTo(new Conflict(V6, STRANGER, STRANGER));
    }

    @Test
    void claimThatWasPassedOnIsToldWithBothCards() {
        assertThat(reactions.to(arp(CLIENT, Operation.REPLY, STRANGER, V4, V4)))
                .isEqualTo(new Conflict(V4, STRANGER, CLIENT));
    }

    @Test
    void claimByAGroupsMacIsAClaimButGetsNoAnswers() {
        assertThat(reactions.to(arp(STRANGER, Operation.REPLY, CLUSTER, V4, V4)))
                .isEqualTo(new Conflict(V4, CLUSTER, STRANGER));
        assertThat(reactions.to(arp(STRANGER, Operation.REQUEST, CLUSTER, V4_CLIENT, V4)))
                .isEqualTo(Nothing.MALFORMED);
    }

    @Test
    void ownWordsAreNoConflict() {
        assertThat(reactions.to(Arp.announcement(NODE, V4))).isEqualTo(Nothing.OWN);
        assertThat(reactions.to(Arp.announcement(SECOND_CARD, V4))).isEqualTo(Nothing.OWN);
        assertThat(reactions.to(Arp.probe(NODE, V4))).isEqualTo(Nothing.OWN);
        assertThat(reactions.to(Solicitation.probe(SECOND_CARD, V6))).isEqualTo(Nothing.OWN);
        // A switch that answers for us.
        assertThat(reactions.to(arp(CLIENT, Operation.REPLY, NODE, V4, V4))).isEqualTo(Nothing.OWN);
    }

    @Test
    void claimInOurNameForAnotherIsNotBelieved() {
        assertThat(reactions.to(arp(NODE, Operation.REPLY, STRANGER, V4, V4)))
                .isEqualTo(Nothing.OWN);
    }

    @Test
    void askerFromAnotherNetworkIsAnsweredAtItsCard() {
        Frame request = Arp.question(CLIENT, address("10.9.9.9"), V4, MacAddress.BROADCAST);
        assertThat(reactions.to(request))
                .isInstanceOfSatisfying(
                        Answer.class,
                        answer -> assertThat(answer.frame().destination()).isEqualTo(CLIENT));
    }

    @Test
    void requestThatNamesAnotherCardThanItsSendersIsAnsweredToTheNamedOne() {
        assertThat(reactions.to(arp(STRANGER, Operation.REQUEST, CLIENT, V4_CLIENT, V4)))
                .isInstanceOfSatisfying(
                        Answer.class,
                        answer -> assertThat(answer.frame().destination()).isEqualTo(CLIENT));
    }

    @Test
    void solicitationIsAnsweredAsSolicitedAndOverriding() {
        Advertisement answer = Advertisement.answer(NODE, V6, CLIENT, V6_CLIENT);
        assertThat(answer.flags()).containsExactlyInAnyOrder(Flag.SOLICITED, Flag.OVERRIDE);
        assertThat(reactions.to(Solicitation.question(CLIENT, V6_CLIENT, V6)))
                .isEqualTo(new Answer(V6, CLIENT, answer));
    }

    @Test
    void solicitationToThisCardWithoutTheAskersMacIsAnswered() {
        Frame unreachability = new Solicitation(NODE, CLIENT, V6_CLIENT, V6, V6, Optional.empty());
        assertThat(reactions.to(unreachability))
                .isEqualTo(
                        new Answer(V6, CLIENT, Advertisement.answer(NODE, V6, CLIENT, V6_CLIENT)));
    }

    @Test
    void probeIsDefendedBeforeAll() {
        assertThat(reactions.to(Solicitation.probe(STRANGER, V6)))
                .isEqualTo(new Answer(V6, STRANGER, Advertisement.unsolicited(NODE, V6)));
    }

    @Test
    void solicitationFromOurAddressIsAClaim() {
        assertThat(reactions.to(Solicitation.question(STRANGER, V6, V6_CLIENT)))
                .isEqualTo(new Conflict(V6, STRANGER, STRANGER));
    }

    @Test
    void advertisementWithoutMacClaimsForItsSender() {
        Frame told =
                new Advertisement(NODE, STRANGER, V6, V6_CLIENT, V6, Set.of(), Optional.empty());
        assertThat(reactions.to(told)).isEqualTo(new Conflict(V6, STRANGER, STRANGER));
    }

    @Test
    void junkIsCountedUnlessItIsOfAnotherKind() {
        assertThat(reactions.to(new Junk(NODE, CLIENT, Fault.CHECKSUM)))
                .isEqualTo(Nothing.MALFORMED);
        assertThat(reactions.to(new Junk(NODE, CLIENT, Fault.OTHER_KIND)))
                .isEqualTo(Nothing.NOT_ASKED);
    }

    @Test
    void usersOfAProbedAddressAreThoseWhoSpeakForItOrProbeItToo() {
        assertThat(reactions.userOf(OTHER_V4, arp(CLIENT, Operation.REPLY, CLIENT, OTHER_V4, V4)))
                .contains(CLIENT);
        assertThat(reactions.userOf(OTHER_V4, Arp.probe(CLIENT, OTHER_V4))).contains(CLIENT);
        assertThat(reactions.userOf(OTHER_V4, Arp.probe(NODE, OTHER_V4))).isEmpty();
        assertThat(
                        reactions.userOf(
                                OTHER_V4,
                                Arp.question(CLIENT, V4_CLIENT, OTHER_V4, MacAddress.BROADCAST)))
                .isEmpty();
        assertThat(reactions.userOf(V6_CLIENT, Solicitation.probe(CLIENT, V6_CLIENT)))
                .contains(CLIENT);
        assertThat(reactions.userOf(V6_CLIENT, Advertisement.unsolicited(CLIENT, V6_CLIENT)))
                .contains(CLIENT);
        assertThat(reactions.userOf(V6_CLIENT, new Junk(NODE, CLIENT, Fault.OPTION))).isEmpty();
    }
}
