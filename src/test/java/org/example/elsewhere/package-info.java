/** Somebody else's program, which uses Ally's verticles as a library. */
package org.example.elsewhere;
