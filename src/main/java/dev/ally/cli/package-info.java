/** The command line: arguments, help and exit codes. */
package dev.ally.cli;
