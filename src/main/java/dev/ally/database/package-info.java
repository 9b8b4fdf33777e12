/** PostgreSQL: the embedded server, migrations and login roles, the pools, and telling an outage from a defect. */
package dev.ally.database;
