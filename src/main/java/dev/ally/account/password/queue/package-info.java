/** The bounded queue of passwords to hash: fair between networks, known browsers first. */
package dev.ally.account.password.queue;
