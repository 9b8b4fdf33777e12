/** Verifying, hashing and sealing passwords, and the budget of wrong ones. */
package dev.ally.account.password;
