package dev.ally.web.exchange;

import dev.ally.crypto.Secret;

/**
 * A cookie that the browser is to keep from now on.
 *
 * @param value an empty one: it is to forget the cookie
 */
record CookieChange(Cookie cookie, Secret value) {}
