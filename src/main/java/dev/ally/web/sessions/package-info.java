/** The sessions of a person, and how to end them. */
package dev.ally.web.sessions;
