/** The Security page with its section Two-Factor Authentication, and turning that off. */
package dev.ally.web.security;
