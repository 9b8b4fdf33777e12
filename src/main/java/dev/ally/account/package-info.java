/** The verticle {@code account}: decides what a person or the operator may do. */
package dev.ally.account;
