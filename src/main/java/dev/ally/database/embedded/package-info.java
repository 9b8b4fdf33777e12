/** The embedded PostgreSQL: its programs, its data directory, starting and stopping it. */
package dev.ally.database.embedded;
