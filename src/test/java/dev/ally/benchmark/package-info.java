/** How fast people log in, and how calm the rest stays: run by hand, see {@code src/docs/benchmark.md}. */
package dev.ally.benchmark;
