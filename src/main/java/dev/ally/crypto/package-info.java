/** Secrets: the type that holds them, sealing, keyed hashes and the password hash. Does not use Vert.x. */
package dev.ally.crypto;
