/** The checks before an action: where a form comes from, which cookie it acts for, and whether a session is open. */
package dev.ally.web.guard;
