package dev.ally.web.exchange;

import dev.ally.config.Limits;
import dev.ally.config.Settings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the cookies of RFC 6265. With an https public address they are {@code Secure} and bear the prefix
 * {@code __Host-}, so that no neighbouring host can plant one.
 */
public final class Cookies {
  private final boolean secure;
  private final Limits limits;

  public Cookies(Settings settings) {
    this.secure = "https".equals(settings.publicUrl().getScheme());
    this.limits = settings.limits();
  }

  /** Those that are well-formed and stand only once; a name with two values is trusted in neither. */
  public Map<Cookie, String> read(List<String> cookieHeaders) {
    Map<Cookie, String> found = new EnumMap<>(Cookie.class);
    for (Cookie cookie : Cookie.values()) {
      String start = name(cookie) + "=";
      List<String> values = cookieHeaders.stream()
          .flatMap(header -> List.of(header.split(";")).stream())
          .map(String::strip)
          .filter(pair -> pair.startsWith(start))
          .map(pair -> pair.substring(start.length()))
          .distinct()
          .toList();
      if (values.size() == 1 && cookie.fits(values.get(0))) {
        found.put(cookie, values.get(0));
      }
    }
    return found;
  }

  /** The {@code Set-Cookie} header that makes this change. */
  String write(CookieChange change) {
    String life = change.value().isEmpty()
        ? "; Max-Age=0"
        : change.cookie().life(limits).map(kept -> "; Max-Age=" + kept.toSeconds()).orElse("");
    return name(change.cookie()) + "=" + change.value().revealText()
        + "; Path=/" + life + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
  }

  private String name(Cookie cookie) {
    return (secure ? "__Host-" : "") + cookie.plainName();
  }
}
