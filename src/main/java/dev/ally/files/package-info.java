/** Files that only their owner may read, and that exist completely or not at all; large files of hashes;
 * files of lines. */
package dev.ally.files;
