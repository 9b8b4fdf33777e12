/** What stands between a browser and an action: where a form came from, whose it is, and whether a session lives. */
package dev.ally.web.guard;
