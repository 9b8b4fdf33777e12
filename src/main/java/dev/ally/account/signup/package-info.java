/** Making an account, at once or once a mailed link is opened. */
package dev.ally.account.signup;
