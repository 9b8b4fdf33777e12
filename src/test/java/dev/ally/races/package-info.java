/** Many at once, over two account and two TOTP verticles on one PostgreSQL; what is left is read back by SQL. */
package dev.ally.races;
