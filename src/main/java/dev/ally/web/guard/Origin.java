package dev.ally.web.guard;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The site's own origin (RFC 6454), from the public URL. A browser that names the origin of a form must name this one.
 * If it names none, only the form token is checked.
 */
public final class Origin {
  private static final Set<String> OWN_FETCH_SITES = Set.of("same-origin", "none");

  private final String text;

  public Origin(URI publicUrl) {
    String scheme = publicUrl.getScheme().toLowerCase(Locale.ROOT);
    int usualPort = "https".equals(scheme) ? 443 : 80;
    boolean usual = publicUrl.getPort() == -1 || publicUrl.getPort() == usualPort;
    String host = publicUrl.getHost().toLowerCase(Locale.ROOT);
    this.text = scheme + "://" + host + (usual ? "" : ":" + publicUrl.getPort());
  }

  /**
   * @param origins all {@code Origin} headers; {@code null}, which a browser sends to hide the origin, is foreign
   * @param fetchSites all {@code Sec-Fetch-Site} headers
   */
  public boolean isForeign(List<String> origins, List<String> fetchSites) {
    return !origins.stream().allMatch(text::equals) || !OWN_FETCH_SITES.containsAll(fetchSites);
  }
}
