/** Files that only their owner may read, and that are there whole or not at all. */
package dev.ally.files;
