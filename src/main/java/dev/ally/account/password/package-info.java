/** Verifying, hashing and sealing passwords, and the budget of wrong passwords. */
package dev.ally.account.password;
