/** The two steps of a login, and the mailed link that lets an unrecognised browser try. */
package dev.ally.account.login;
