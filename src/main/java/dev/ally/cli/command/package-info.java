/** The commands, each with its options, its help and what it prints. */
package dev.ally.cli.command;
