/** RFC 6238, recovery codes and the budget of guesses. Knows no Vert.x and no database. */
package dev.ally.totp.rules;
