/// Pools of addresses, and which Service gets which of them.
///
/// Objects of `cluster` come in; out go pools and advertisements that can be used, and a plan: what
/// is to be written to the status of which Service, and what is to be told about it. What is wrong
/// goes out as a [dev.brama.problem.Problem]. Nothing is remembered here between two plans: what a
/// Service holds stands in its status.
@NullMarked
package dev.brama.address;

import org.jspecify.annotations.NullMarked;
