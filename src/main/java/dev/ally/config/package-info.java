/** What an operator sets, read once from the environment and a file into one validated record; and the numbers promised. */
package dev.ally.config;
