/** The embedded PostgreSQL: its programs and its data directory, and starting and stopping it. */
package dev.ally.database.embedded;
