/** Grants and the tokens that come of them: issued, refreshed, looked at and ended. */
package dev.ally.oidc.token;
