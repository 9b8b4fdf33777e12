/** What may be asked of {@code oidc}. */
package dev.ally.contract.oidc;
