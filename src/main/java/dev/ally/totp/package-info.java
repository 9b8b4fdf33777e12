/** Authenticators, their codes and the guesses left. All that this package knows of an account is its id. */
package dev.ally.totp;
