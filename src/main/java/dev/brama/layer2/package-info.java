/// Who may answer for an address on the LAN, and what the rules for it are.
///
/// Messages, answers of the API server and the time come in; messages, requests and deadlines go
/// out. Nothing here reads a clock, draws lots, sends or waits: the same inputs in the same order
/// give the same outputs, so that thousands of schedules can be played in a test.
///
/// Never may two nodes' deadlines cover one address at one moment.
@NullMarked
package dev.brama.layer2;

import org.jspecify.annotations.NullMarked;
