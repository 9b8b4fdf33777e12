/** Puts a process together: database, keys, verticles and ports; also the client for the commands. */
package dev.ally.app;
