/** The account's row and its email address, tokens and their keyed hashes, and what is counted by the hour. */
package dev.ally.account.person;
