/** Authenticators, their codes and the guesses left: all that is known of an account here is its id. */
package dev.ally.totp;
