/** Which text may be stored and displayed, by tables that are the same on every version of Java; what is no text in a file. */
package dev.ally.text;
