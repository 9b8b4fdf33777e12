package dev.ally.web;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of every response, including refusals and public files. */
final class EveryHeader {
  private static final String CONTENT_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; "
      + "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src ";
  /** Tools that judge a page, such as Lighthouse, ask for it in the name of the page. No script does. */
  private static final String ROBOTS = "/robots.txt";

  private EveryHeader() {}

  /** @param font whether pages load the operator's font */
  static Map<String, String> of(URI publicUrl, boolean font) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", CONTENT_POLICY + publicUrl.resolve(ROBOTS) + (font ? "; font-src 'self'" : ""));
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "same-origin");
    if ("https".equals(publicUrl.getScheme())) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    return headers;
  }

  /** The same, for a connection that takes no further request. */
  static Map<String, String> closing(Map<String, String> headers) {
    Map<String, String> last = new LinkedHashMap<>(headers);
    last.put("Connection", "close");
    return last;
  }
}
