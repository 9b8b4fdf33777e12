/** The command line: what an operator may type, its help, and its exit codes. */
package dev.ally.cli;
