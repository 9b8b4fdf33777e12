package dev.ally.web.forward;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser's request to a protected host, as the proxy of that host tells of it. Whatever is missing, doubled or
 * cannot be read makes it no request, and the proxy is told to refuse it.
 *
 * @param method of the browser's request
 * @param host in lower case, with a port that is not the default one of its scheme
 * @param target path and query, as in the request line
 */
record HostRequest(String method, boolean https, String host, String target) {
  private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}");
  /** A name or an address, and a port (RFC 3986 §3.2.2 and §3.2.3); no user information. */
  private static final Pattern AUTHORITY = Pattern.compile(
      "([a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(?::([1-9][0-9]{0,4}))?");
  /** Visible ASCII; a fragment never leaves a browser. */
  private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]*");
  private static final Pattern URL = Pattern.compile("(https?)://([^/?#]*)(/.*)");
  /** What stands in no address (RFC 3986 §2), though some browsers send it; and a percent sign that encodes nothing. */
  private static final Pattern TO_ENCODE = Pattern.compile("[\"<>\\\\^`{|}\\[\\]]|%(?![0-9A-Fa-f]{2})");
  /** Characters of an address that a login leads back to. It travels in the address of the login. */
  private static final int LONGEST_URL = 1_024;
  private static final int HIGHEST_PORT = 65_535;
  private static final String HTTPS = "https";
  private static final String HTTP = "http";

  /** As Caddy, Traefik and HAProxy tell of it. */
  static Optional<HostRequest> ofHeaders(MultiMap headers) {
    return of(
        one(headers, "X-Forwarded-Method"), one(headers, "X-Forwarded-Proto"), one(headers, "X-Forwarded-Host"),
        one(headers, "X-Forwarded-Uri"));
  }

  /** As nginx tells of it. */
  static Optional<HostRequest> ofNginx(MultiMap headers) {
    Matcher url = URL.matcher(one(headers, "X-Original-URL"));
    return url.matches()
        ? of(one(headers, "X-Original-Method"), url.group(1), url.group(2), url.group(3))
        : Optional.empty();
  }

  /**
   * As Envoy repeats it, behind a prefix of the path. It does not say the scheme, which must be that of this site.
   *
   * @param prefix without a slash at its end
   */
  static Optional<HostRequest> ofEnvoy(
      String method, String target, String prefix, MultiMap headers, boolean httpsHere) {
    return target.startsWith(prefix + "/")
        ? of(method, httpsHere ? HTTPS : HTTP, one(headers, "Host"), target.substring(prefix.length()))
        : Optional.empty();
  }

  /** As any proxy hands it on. */
  static Optional<HostRequest> handedOn(String method, String target, MultiMap headers) {
    return of(method, one(headers, "X-Forwarded-Proto"), one(headers, "X-Forwarded-Host"), target);
  }

  /** The value of a header that is there once; otherwise a text that is none. */
  private static String one(MultiMap headers, String name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.get(0) : "";
  }

  private static Optional<HostRequest> of(String method, String scheme, String authority, String target) {
    boolean https = HTTPS.equals(scheme);
    Optional<String> host = https || HTTP.equals(scheme) ? host(authority, https ? 443 : 80) : Optional.empty();
    return METHOD.matcher(method).matches() && TARGET.matcher(target).matches()
        ? host.map(known -> new HostRequest(method, https, known, target))
        : Optional.empty();
  }

  private static Optional<String> host(String authority, int usualPort) {
    Matcher parts = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    int port = parts.group(2) == null ? usualPort : Integer.parseInt(parts.group(2));
    return port > HIGHEST_PORT
        ? Optional.empty()
        : Optional.of(parts.group(1) + (port == usualPort ? "" : ":" + port));
  }

  /** The path as in the request line, without the query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The address that was asked for; without its query, or without its path, where it is too long to lead back to. */
  String url() {
    String root = (https ? HTTPS : HTTP) + "://" + host;
    String whole = root + encoded(target);
    String withoutQuery = root + encoded(path());
    return whole.length() <= LONGEST_URL ? whole
        : withoutQuery.length() <= LONGEST_URL ? withoutQuery
        : root + "/";
  }

  private static String encoded(String target) {
    return TO_ENCODE.matcher(target).replaceAll(one -> Percent.encoded((byte) one.group().charAt(0)));
  }
}
