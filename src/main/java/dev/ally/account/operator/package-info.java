/** What the commands ask for. */
package dev.ally.account.operator;
