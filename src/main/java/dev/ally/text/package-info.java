/** What text may be kept and shown, by tables that are the same on every Java. */
package dev.ally.text;
