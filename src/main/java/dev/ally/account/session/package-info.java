/** Sessions, pending logins and activity, and verifying the factors again within a session. */
package dev.ally.account.session;
