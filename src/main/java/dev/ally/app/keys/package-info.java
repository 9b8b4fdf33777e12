/** The files with the sealing keys, and the watch over them while a server runs. */
package dev.ally.app.keys;
