/** Health and metrics of whatever runs in this process, on a port of their own. */
package dev.ally.management;
