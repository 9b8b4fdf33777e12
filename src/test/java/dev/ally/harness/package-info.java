/** What many tests need: a clock that is set, answers waited for, and an event loop that is watched. */
package dev.ally.harness;
