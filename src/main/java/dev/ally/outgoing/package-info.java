/** Requests to addresses that an operator has registered: bounded in time, and to public addresses unless allowed. */
package dev.ally.outgoing;
