/** What an email address, a password and a new account must be. Knows no Vert.x and no database. */
package dev.ally.account.rules;
