/** Secrets: the type that holds them, their sealing, their keyed hashes and the password hash. Knows no Vert.x. */
package dev.ally.crypto;
