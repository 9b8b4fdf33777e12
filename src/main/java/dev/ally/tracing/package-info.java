/** Traces of requests, by OpenTelemetry: through the bus to the statement, without anything that people typed. */
package dev.ally.tracing;
