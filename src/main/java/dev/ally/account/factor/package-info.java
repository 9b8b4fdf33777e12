/** Turning the second factor on and off across two schemas, its authenticators, and undoing that by mail. */
package dev.ally.account.factor;
