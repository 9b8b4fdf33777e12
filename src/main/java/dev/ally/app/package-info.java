/** How a process is put together: its database, keys, verticles and ports, and the client of the commands. */
package dev.ally.app;
