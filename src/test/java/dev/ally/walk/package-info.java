/** A person with a browser and an app, before the finished jar in a process of its own. */
package dev.ally.walk;
