/** The end of a session, told to the applications that it used, and asked for by them. */
package dev.ally.oidc.logout;
