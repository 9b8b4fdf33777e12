package dev.ally.web.exchange;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * An address that a client (an application) has registered, perhaps with parameters added to its query. Beside a
 * {@link LocalPath} it is the only place to which an answer leads; it is made where {@code oidc} has named it.
 *
 * <p>Its scheme is {@code https}, {@code http} or one of an app's own, which has a dot (RFC 8252 §7.1): none of those
 * that run a script or show a text of their own. It has visible ASCII characters only, so that the header cannot be
 * split, and no user name, behind which another host could hide.
 *
 * @param text the whole address
 */
public record ClientAddress(String text) {
  private static final Set<String> OF_THE_WEB = Set.of("https", "http");

  /** @throws IllegalArgumentException when it is no such address; {@code oidc} has let in what it must not */
  public ClientAddress {
    URI uri = parsed(text);
    String scheme = scheme(uri);
    boolean web = OF_THE_WEB.contains(scheme) && uri.getHost() != null && uri.getRawUserInfo() == null;
    if (!web && !(scheme.contains(".") && uri.getRawUserInfo() == null) || !text.matches("[!-~]+")) {
      throw new IllegalArgumentException("not an address of a client");
    }
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address of a client");
    }
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /**
   * The source by which a content policy allows a form to be sent there: its origin. Of an app's own scheme, and of an
   * IPv6 address, for which a policy has no words (CSP 3 §2.3.1), the scheme alone.
   */
  public String formSource() {
    URI uri = parsed(text);
    boolean named = OF_THE_WEB.contains(scheme(uri)) && !uri.getHost().startsWith("[");
    return named
        ? scheme(uri) + "://" + uri.getHost() + (uri.getPort() == -1 ? "" : ":" + uri.getPort())
        : scheme(uri) + ":";
  }
}
