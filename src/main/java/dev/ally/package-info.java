/** The composition root: settings, database, keys, verticles, in this order, and back. */
package dev.ally;
