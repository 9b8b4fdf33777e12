package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import java.util.Optional;

/**
 * A cookie to set.
 *
 * @param value empty: the browser deletes the cookie
 * @param https whether it is for a host with https; empty: for this site
 */
record CookieChange(Cookie cookie, Secret value, Optional<Boolean> https) {
  CookieChange(Cookie cookie, Secret value) {
    this(cookie, value, Optional.empty());
  }
}
