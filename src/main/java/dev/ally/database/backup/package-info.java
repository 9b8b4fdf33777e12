/** Backups: writing one from a consistent view of the database, restoring it, and what a restore must undo. */
package dev.ally.database.backup;
