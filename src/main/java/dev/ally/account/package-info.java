/** The verticle {@code account}: it decides who may do what. Its rooms hold what it is made of. */
package dev.ally.account;
