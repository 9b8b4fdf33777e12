/** The rules for email addresses, passwords and new accounts. Uses neither Vert.x nor the database. */
package dev.ally.account.rules;
