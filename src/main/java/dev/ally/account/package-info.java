/** People, their passwords, sessions and pending logins; every decision about who may do what. */
package dev.ally.account;
