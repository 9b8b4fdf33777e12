/** Health and metrics of this process, on a port of their own. */
package dev.ally.management;
