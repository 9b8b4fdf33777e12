/** Files that only their owner may read, and that exist completely or not at all. */
package dev.ally.files;
