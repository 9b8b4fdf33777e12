/** The Security page with its section Two-Factor Authentication, and the page that turns it off. */
package dev.ally.web.security;
