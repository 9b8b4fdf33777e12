/** What may be asked of {@code account}. */
package dev.ally.contract.account;
