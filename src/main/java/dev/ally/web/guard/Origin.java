package dev.ally.web.guard;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The site's own origin (RFC 6454), taken from the public address. A browser that says where a form was sent from must
 * have sent it from here; one that says nothing is left to the form token.
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
   * @param origins every {@code Origin} header; {@code null}, which a browser sends when it will not tell, is foreign
   * @param fetchSites every {@code Sec-Fetch-Site} header
   */
  public boolean isForeign(List<String> origins, List<String> fetchSites) {
    return !origins.stream().allMatch(text::equals) || !OWN_FETCH_SITES.containsAll(fetchSites);
  }
}
