/** The registered clients: their file, their secrets, and how they authenticate. */
package dev.ally.oidc.client;
