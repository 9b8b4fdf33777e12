/** What the commands ask for, and deleting an account in both schemas. */
package dev.ally.account.operator;
