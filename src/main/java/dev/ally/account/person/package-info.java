/** The account's row, email addresses, tokens and their keyed hashes, and what is counted by the hour. */
package dev.ally.account.person;
