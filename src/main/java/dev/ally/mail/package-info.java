/** Letters: their words, and how they leave, by SMTP or into a folder. */
package dev.ally.mail;
