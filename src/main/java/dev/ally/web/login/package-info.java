/** Logging in, with a password and then with a code, and logging out. */
package dev.ally.web.login;
