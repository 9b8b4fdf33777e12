/** Emails: their texts and format, and sending them by SMTP or into a folder. */
package dev.ally.mail;
