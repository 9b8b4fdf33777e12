/** PostgreSQL: the embedded server, migrations, roles and pools, and distinguishing an outage from a defect. */
package dev.ally.database;
