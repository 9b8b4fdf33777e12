/** Changing the name, the email address and the password, and choosing a new password by a link. */
package dev.ally.account.profile;
