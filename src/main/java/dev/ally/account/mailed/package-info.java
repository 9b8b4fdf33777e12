/** Links that are mailed, requests for them, and the outbox that sends emails. */
package dev.ally.account.mailed;
