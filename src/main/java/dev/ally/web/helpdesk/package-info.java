/** The help desk: operators find accounts, see how they stand, and act on them. */
package dev.ally.web.helpdesk;
