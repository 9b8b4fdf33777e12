package dev.ally.web.forward;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Cookies;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Optional;

/** The cookies that a browser has of Ally at a protected host, whose names depend on the host's scheme. */
final class HostCookies {
  private static final Cookies SECURE = new Cookies(true);
  private static final Cookies PLAIN = new Cookies(false);

  private final Map<Cookie, String> found;

  private HostCookies(Map<Cookie, String> found) {
    this.found = found;
  }

  static HostCookies of(MultiMap headers, boolean https) {
    return new HostCookies((https ? SECURE : PLAIN).read(headers.getAll("Cookie")));
  }

  Optional<Secret> find(Cookie cookie) {
    return Optional.ofNullable(found.get(cookie)).map(Secret::of);
  }
}
