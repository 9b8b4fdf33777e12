/** What {@code oidc} may know of sessions and accounts, and what it tells of applications. */
package dev.ally.account.application;
