/**
 * Which text may be stored and displayed, by tables that are the same on every version of Java; and what at the start of
 * a file is no text.
 */
package dev.ally.text;
