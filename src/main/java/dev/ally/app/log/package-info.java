/** Keeps tokens and floods of lines out of the log. */
package dev.ally.app.log;
