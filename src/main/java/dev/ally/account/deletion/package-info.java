/** Deleting an account in both schemas, for the operator and for its owner. */
package dev.ally.account.deletion;
