/** The questions that verticles ask one another over the event bus, one file per operation. */
package dev.ally.contract;
