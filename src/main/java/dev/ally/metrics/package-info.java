/** What Ally counts of itself; the composition root decides where it is shown. */
package dev.ally.metrics;
