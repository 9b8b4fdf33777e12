package dev.ally.web.exchange;

import dev.ally.crypto.Secret;

/**
 * A cookie to set.
 *
 * @param value empty: the browser deletes the cookie
 */
record CookieChange(Cookie cookie, Secret value) {}
