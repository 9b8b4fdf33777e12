/** The files with the sealing keys, and the check for changes while a server runs. */
package dev.ally.app.keys;
