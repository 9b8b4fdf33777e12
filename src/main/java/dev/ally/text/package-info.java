/** Which text may be stored and displayed, by tables that are the same on every version of Java. */
package dev.ally.text;
