/** Accounts that come from another program or go to one, as lines of a file. */
package dev.ally.account.transfer;
