/** The pages that add, replace or remove one authenticator while two-factor is on. */
package dev.ally.web.authenticator;
