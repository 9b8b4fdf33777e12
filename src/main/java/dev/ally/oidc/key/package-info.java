/** Signing keys: made, rotated and published here; JSON Web Tokens are signed and verified here alone. */
package dev.ally.oidc.key;
