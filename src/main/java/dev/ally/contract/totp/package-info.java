/** What may be asked of {@code totp}. */
package dev.ally.contract.totp;
