/** What an operator sets, read once from environment and file into one validated record; and the numbers promised. */
package dev.ally.config;
