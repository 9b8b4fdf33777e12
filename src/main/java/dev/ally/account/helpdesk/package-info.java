/** The help desk: operators find accounts of others, see how they stand, and act on them. */
package dev.ally.account.helpdesk;
