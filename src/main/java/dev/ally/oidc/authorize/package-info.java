/** Authorization requests: checked, parked while a person logs in, decided and answered. */
package dev.ally.oidc.authorize;
