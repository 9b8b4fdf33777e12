/** TOTP (RFC 6238), recovery codes and the budget of guesses. Uses neither Vert.x nor the database. */
package dev.ally.totp.rules;
