package dev.ally.web.forward;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a person who opens a page from everything else that asks: only a person can be sent to a login. Browsers say it
 * (Fetch Metadata Request Headers §2); of those that do not, a page is what accepts HTML by name.
 */
final class Navigation {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final Pattern HTML =
      Pattern.compile("(?i)(?:^|,)[ \\t]*(?:text/html|application/xhtml\\+xml)[ \\t]*(?:[;,]|$)");

  private Navigation() {}

  /** @param method of the browser's request */
  static boolean is(String method, MultiMap headers) {
    List<String> modes = headers.getAll("Sec-Fetch-Mode");
    List<String> destinations = headers.getAll("Sec-Fetch-Dest");
    if (!METHODS.contains(method)) {
      return false;
    }
    return modes.isEmpty() && destinations.isEmpty()
        ? headers.getAll("Accept").stream().anyMatch(accepted -> HTML.matcher(accepted).find())
        : isOrMissing(modes, "navigate") && isOrMissing(destinations, "document");
  }

  private static boolean isOrMissing(List<String> values, String wanted) {
    return values.isEmpty() || values.equals(List.of(wanted));
  }
}
