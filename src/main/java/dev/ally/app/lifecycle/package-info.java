/** Starting so that it can be interrupted, and stopping in the reverse order. */
package dev.ally.app.lifecycle;
