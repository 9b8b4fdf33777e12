/** The bounded queue before the hash, fair between networks, known browsers first. */
package dev.ally.account.password.queue;
