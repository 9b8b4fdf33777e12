/** Typed questions and answers between verticles, over the event bus of one process. */
package dev.ally.bus;
