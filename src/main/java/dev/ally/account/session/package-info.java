/** Sessions, pending logins and the activity, and the proof that is asked for again within a session. */
package dev.ally.account.session;
