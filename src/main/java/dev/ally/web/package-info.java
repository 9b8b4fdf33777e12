/** The pages that people see: asks {@code account} for everything, decides nothing, and keeps nothing. */
package dev.ally.web;
