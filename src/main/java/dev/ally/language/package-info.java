/** The texts that people read, in each language: chosen, looked up, and filled in. */
package dev.ally.language;
