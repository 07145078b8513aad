package dev.brama.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// Programs for the kernel's packet filter (classic BPF), which runs before a frame is queued and
/// before anybody wakes.
///
/// A frame to this machine's own MAC passes; one to all passes only if it tells of an address
/// within the spans. What carries the tag of a VLAN belongs to another LAN and does not; a tag of
/// VLAN 0 is a mere priority.
final class PacketFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_GREATER = 0x25;
    private static final int IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    private static final int BESIDE_THE_FRAME = -0x1000;
    private static final int PACKET_TYPE = BESIDE_THE_FRAME + 4;
    private static final int VLAN_TAG = BESIDE_THE_FRAME + 44;
    private static final int VLAN_TAG_PRESENT = BESIDE_THE_FRAME + 48;
    private static final int TO_THIS_HOST = 0;
    private static final int TO_A_GROUP = 2;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final StructLayout PROGRAM =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_SHORT.withName("length"),
                    MemoryLayout.paddingLayout(6),
                    ValueLayout.ADDRESS.withName("instructions"));
    private static final VarHandle LENGTH =
            PROGRAM.varHandle(MemoryLayout.PathElement.groupElement("length"));
    private static final VarHandle INSTRUCTIONS =
            PROGRAM.varHandle(MemoryLayout.PathElement.groupElement("instructions"));
    private static final int INSTRUCTION = 8;

    /// As many as keep every jump within its byte.
    static final int SPANS = 24;

    // Targets of jumps until the program's length is known.
    private static final int NEXT = -1;
    private static final int PASS = -2;
    private static final int DROP = -3;

    private record Instruction(int code, int operand, int yes, int no) {}

    private final List<Instruction> program = new ArrayList<>();

    private PacketFilter() {}

    /// Takes requests and replies of ARP for IPv4 over Ethernet.
    static PacketFilter arp(List<AddressSpan> spans) {
        PacketFilter filter = new PacketFilter();
        filter.untagged();
        filter.demand(LOAD_HALF, 12, 0x0806);
        filter.demand(LOAD_WORD, 14, 0x0001_0800);
        filter.demand(LOAD_HALF, 18, 0x0604);
        filter.demandEither(20, 1, 2);
        filter.toThisHostOrAbout(spans, 38, 28);
        return filter;
    }

    /// Takes neighbour solicitations and advertisements (RFC 4861) of this link.
    static PacketFilter neighbours(List<AddressSpan> spans) {
        PacketFilter filter = new PacketFilter();
        filter.untagged();
        filter.demand(LOAD_HALF, 12, 0x86dd);
        filter.demand(LOAD_BYTE, 20, 58);
        filter.demand(LOAD_BYTE, 21, 255);
        // Type and code.
        filter.demandEither(54, 135 << 8, 136 << 8);
        filter.toThisHostOrAbout(spans, 74, 34);
        return filter;
    }

    private void untagged() {
        add(LOAD_WORD, VLAN_TAG_PRESENT);
        add(IF_EQUAL, 0, 3, NEXT);
        add(LOAD_WORD, VLAN_TAG);
        add(AND, 0xfff);
        add(IF_EQUAL, 0, NEXT, DROP);
    }

    private void demand(int load, int offset, int value) {
        add(load, offset);
        add(IF_EQUAL, value, NEXT, DROP);
    }

    private void demandEither(int offset, int one, int other) {
        add(LOAD_HALF, offset);
        add(IF_EQUAL, one, 1, NEXT);
        add(IF_EQUAL, other, NEXT, DROP);
    }

    private void toThisHostOrAbout(List<AddressSpan> spans, int target, int sender) {
        add(LOAD_WORD, PACKET_TYPE);
        add(IF_EQUAL, TO_THIS_HOST, PASS, NEXT);
        add(IF_GREATER, TO_A_GROUP, DROP, NEXT);
        within(spans, target);
        within(spans, sender);
        add(RETURN, 0);
        add(RETURN, -1);
    }

    private void within(List<AddressSpan> spans, int offset) {
        add(LOAD_WORD, offset);
        for (AddressSpan span : spans) {
            add(IF_AT_LEAST, span.first(), NEXT, 1);
            add(IF_GREATER, span.last(), NEXT, PASS);
        }
    }

    private void add(int code, int operand) {
        add(code, operand, 0, 0);
    }

    private void add(int code, int operand, int yes, int no) {
        program.add(new Instruction(code, operand, yes, no));
    }

    /// Puts it in force on a socket, in place of the one before.
    void attach(Libc libc, int socket) throws LinkException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate((long) program.size() * INSTRUCTION, INSTRUCTION);
            for (int i = 0; i < program.size(); i++) {
                Instruction instruction = program.get(i);
                long at = (long) i * INSTRUCTION;
                code.set(ValueLayout.JAVA_SHORT, at, (short) instruction.code);
                code.set(ValueLayout.JAVA_BYTE, at + 2, distance(instruction.yes, i));
                code.set(ValueLayout.JAVA_BYTE, at + 3, distance(instruction.no, i));
                code.set(ValueLayout.JAVA_INT, at + 4, instruction.operand);
            }
            MemorySegment whole = arena.allocate(PROGRAM);
            LENGTH.set(whole, 0L, (short) program.size());
            INSTRUCTIONS.set(whole, 0L, code);
            libc.set(socket, SOL_SOCKET, SO_ATTACH_FILTER, whole, "attach a packet filter");
        }
    }

    private byte distance(int target, int from) {
        int ahead =
                switch (target) {
                    case NEXT -> 0;
                    case DROP -> program.size() - 2 - from - 1;
                    case PASS -> program.size() - 1 - from - 1;
                    default -> target;
                };
        if (ahead < 0 || ahead > 255) {
            throw new IllegalStateException("a jump over " + ahead + " instructions");
        }
        return (byte) ahead;
    }
}
