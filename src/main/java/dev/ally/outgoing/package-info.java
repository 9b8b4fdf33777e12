/** Requests to addresses outside, which others have written down: bounded in time, and never to where they must not go. */
package dev.ally.outgoing;
