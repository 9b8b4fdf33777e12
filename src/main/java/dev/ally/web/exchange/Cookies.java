package dev.ally.web.exchange;

import dev.ally.config.Settings;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes cookies (RFC 6265). With an https public URL they are {@code Secure} and have the prefix {@code
 * __Host-}, so that no other host of the domain can set them.
 */
public final class Cookies {
  private final boolean secure;
  private final Map<String, Cookie> byName = new HashMap<>();

  public Cookies(Settings settings) {
    this("https".equals(settings.publicUrl().getScheme()));
  }

  /** @param secure whether they are those of a host with https */
  public Cookies(boolean secure) {
    this.secure = secure;
    for (Cookie cookie : Cookie.values()) {
      byName.put(name(cookie, secure), cookie);
    }
  }

  /** The well-formed cookies. A name that comes with two different values counts as absent. */
  public Map<Cookie, String> read(List<String> cookieHeaders) {
    Map<Cookie, String> found = new EnumMap<>(Cookie.class);
    Set<Cookie> doubtful = EnumSet.noneOf(Cookie.class);
    for (String header : cookieHeaders) {
      for (String part : header.split(";")) {
        String pair = part.strip();
        int equals = pair.indexOf('=');
        Cookie cookie = equals < 0 ? null : byName.get(pair.substring(0, equals));
        if (cookie != null) {
          String value = pair.substring(equals + 1);
          String before = found.putIfAbsent(cookie, value);
          if (before != null && !before.equals(value)) {
            doubtful.add(cookie);
          }
        }
      }
    }
    found.entrySet().removeIf(one -> doubtful.contains(one.getKey()) || !one.getKey().fits(one.getValue()));
    return found;
  }

  /** The {@code Set-Cookie} header that makes this change. */
  String write(CookieChange change) {
    String life = change.value().isEmpty()
        ? "; Max-Age=0"
        : change.cookie().life().map(kept -> "; Max-Age=" + kept.toSeconds()).orElse("");
    boolean https = change.https().orElse(secure);
    return name(change.cookie(), https) + "=" + change.value().revealText()
        + "; Path=/" + life + "; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  private static String name(Cookie cookie, boolean https) {
    return (https ? "__Host-" : "") + cookie.plainName();
  }
}
