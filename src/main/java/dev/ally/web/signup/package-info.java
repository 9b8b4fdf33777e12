/** Making an account. */
package dev.ally.web.signup;
