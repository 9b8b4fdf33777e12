/** The commands, each with its options, help and output. */
package dev.ally.cli.command;
