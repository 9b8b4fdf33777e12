/** What is kept out of the log: tokens, and floods of lines. */
package dev.ally.app.log;
