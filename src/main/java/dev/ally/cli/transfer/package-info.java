/** The files that accounts are imported from and exported to. */
package dev.ally.cli.transfer;
