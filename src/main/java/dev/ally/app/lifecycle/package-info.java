/** A start that can be interrupted, and a stop in reverse order. */
package dev.ally.app.lifecycle;
