/** The home page, before and after a login, and the profile. */
package dev.ally.web.home;
