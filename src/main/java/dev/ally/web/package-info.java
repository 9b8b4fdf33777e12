/** The pages. They ask {@code account} for everything, decide nothing and store nothing. */
package dev.ally.web;
