/** The settings, read once from environment and file and validated; and the promised numbers. */
package dev.ally.config;
