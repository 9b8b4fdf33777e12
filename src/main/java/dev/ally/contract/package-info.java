/** What verticles may ask of one another, one file per operation. */
package dev.ally.contract;
