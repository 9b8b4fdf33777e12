package dev.ally.oidc.client;

import dev.ally.config.IpAddress;
import dev.ally.oidc.client.Client.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a client, to which browsers are sent or which is called. It is compared character by character, so it
 * must have one meaning only: whatever a browser, a proxy or a library could read differently is refused (RFC 9700
 * §4.1, RFC 8252 §7 and §8.4).
 */
final class RegisteredUri {
  private static final int LONGEST = 2_000;
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");
  private static final Pattern HIERARCHY = Pattern.compile("//([^/?]*)([^?]*)(\\?.*)?");
  private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:]*)(:(.*))?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
  private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern HARMFUL_ESCAPE = Pattern.compile("%(0.|1.|7[Ff]|2[Ff]|5[Cc]|25)");
  private static final Pattern CONTROL_ESCAPE = Pattern.compile("%(0.|1.|7[Ff])");
  private static final String NOT_IN_URIS = "\"<>\\^`{|}";
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  private RegisteredUri() {}

  /** What is wrong with an address to which a browser is sent; empty: nothing. */
  static Optional<String> problemOfRedirect(String uri, Type type) {
    return problemOf(uri).or(() -> {
      String scheme = scheme(uri);
      if (isWeb(scheme)) {
        return problemOfWeb(uri, scheme, false);
      }
      if (type != Type.NATIVE) {
        return Optional.of("begins neither with https:// nor with http://, which only a native client may have");
      }
      return scheme.contains(".") ? problemOfCustom(uri)
          : Optional.of("has a scheme of its own without a dot: take the name of a domain in reverse, like"
              + " org.example.app");
    });
  }

  /** What is wrong with an address that this server calls; empty: nothing. */
  static Optional<String> problemOfCalled(String uri, boolean mayBePrivate) {
    return problemOf(uri).or(() -> isWeb(scheme(uri)) ? problemOfWeb(uri, scheme(uri), mayBePrivate)
        : Optional.of("does not begin with https://"));
  }

  /** What is wrong with a host, with or without a port; empty: nothing. */
  static Optional<String> problemOfHost(String host) {
    return host.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)
        ? Optional.of("has a character that no host has: write another script as A-labels (xn--)")
        : problemOfAuthority(host);
  }

  /** The origin of a web address (RFC 6454 §6.2). */
  static String origin(String uri) {
    Matcher parts = hierarchy(uri);
    Matcher authority = HOST_AND_PORT.matcher(parts.group(1));
    boolean matches = authority.matches();
    String port = matches ? authority.group(3) : null;
    boolean isDefault = port == null || port.equals(scheme(uri).equals("https") ? "443" : "80");
    return scheme(uri) + "://" + (isDefault && matches ? authority.group(1) : parts.group(1));
  }

  /** Whether a text is an origin as {@link #origin} writes one. */
  static boolean isOrigin(String text) {
    return problemOf(text).isEmpty() && isWeb(scheme(text)) && hierarchy(text) != null
        && problemOfAuthority(hierarchy(text).group(1)).isEmpty() && origin(text).equals(text);
  }

  private static boolean isWeb(String scheme) {
    return scheme.equals("https") || scheme.equals("http");
  }

  private static String scheme(String uri) {
    Matcher matcher = SCHEME.matcher(uri);
    return matcher.matches() ? matcher.group(1) : "";
  }

  private static Matcher hierarchy(String uri) {
    Matcher matcher = HIERARCHY.matcher(uri.substring(scheme(uri).length() + 1));
    return matcher.matches() ? matcher : null;
  }

  private static Optional<String> problemOf(String uri) {
    if (uri.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters");
    }
    if (uri.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      return Optional.of("has a blank, a control character or one outside ASCII, which an address has percent-encoded");
    }
    if (uri.indexOf('#') >= 0) {
      return Optional.of("has a fragment");
    }
    if (uri.indexOf('*') >= 0) {
      return Optional.of("has a *: addresses are compared exactly, there are no wildcards");
    }
    if (uri.chars().anyMatch(c -> NOT_IN_URIS.indexOf(c) >= 0)) {
      return Optional.of("has a backslash or another character that no address has");
    }
    if (BROKEN_ESCAPE.matcher(uri).find()) {
      return Optional.of("has a % that encodes nothing");
    }
    if (!SCHEME.matcher(uri).matches()) {
      return Optional.of("is not absolute: it begins with no scheme, like https://");
    }
    return scheme(uri).equals(scheme(uri).toLowerCase(Locale.ROOT)) ? Optional.empty()
        : Optional.of("has a scheme in upper case");
  }

  /** Whether {@link URI}, which takes addresses apart later on, finds the host (RFC 2396 §3.2.2). */
  private static boolean isFound(String authority) {
    try {
      return new URI("https://" + authority).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Optional<String> problemOfWeb(String uri, String scheme, boolean mayBeHttp) {
    Matcher parts = hierarchy(uri);
    if (parts == null) {
      return Optional.of("has no // behind its scheme");
    }
    return problemOfAuthority(parts.group(1))
        .or(() -> scheme.equals("http") && !mayBeHttp && !LOOPBACK.contains(host(parts.group(1)))
            ? Optional.of("begins with http://, which only loopback addresses may: 127.0.0.1, [::1] and localhost")
            : Optional.empty())
        .or(() -> problemOfPath(parts.group(2)))
        .or(() -> problemOfQuery(parts.group(3)));
  }

  private static Optional<String> problemOfCustom(String uri) {
    String rest = uri.substring(scheme(uri).length() + 1);
    Matcher parts = rest.startsWith("//") ? hierarchy(uri) : null;
    if (parts == null) {
      int query = rest.indexOf('?');
      return rest.isEmpty() ? Optional.of("has nothing behind its scheme")
          : rest.indexOf('@') >= 0 ? Optional.of("has an @")
          : problemOfPath(query < 0 ? rest : rest.substring(0, query))
              .or(() -> problemOfQuery(query < 0 ? null : rest.substring(query)));
    }
    return (parts.group(1).isEmpty() ? Optional.<String>empty() : problemOfAuthority(parts.group(1)))
        .or(() -> problemOfPath(parts.group(2)))
        .or(() -> problemOfQuery(parts.group(3)));
  }

  private static Optional<String> problemOfAuthority(String authority) {
    if (authority.indexOf('@') >= 0) {
      return Optional.of("has user information: an @ before its host");
    }
    Matcher parts = HOST_AND_PORT.matcher(authority);
    if (!parts.matches() || !isHost(parts.group(1))) {
      return Optional.of(authority.equals(authority.toLowerCase(Locale.ROOT)) ? "has no valid host"
          : "has a host in upper case");
    }
    boolean isPort = parts.group(2) == null
        || PORT.matcher(parts.group(3)).matches() && Integer.parseInt(parts.group(3)) <= 65_535;
    return !isPort ? Optional.of("has no valid port")
        : isFound(authority) ? Optional.empty()
        : Optional.of("has a host with an underscore, or a label that no host has");
  }

  private static boolean isHost(String host) {
    return host.startsWith("[") ? isIpv6(host)
        : NAME.matcher(host).matches() && (!ENDS_IN_NUMBER.matcher(host).matches() || IPV4.matcher(host).matches());
  }

  private static boolean isIpv6(String host) {
    return host.equals(host.toLowerCase(Locale.ROOT)) && host.indexOf(':') >= 0
        && IpAddress.parse(host.substring(1, host.length() - 1)).isPresent();
  }

  private static String host(String authority) {
    Matcher parts = HOST_AND_PORT.matcher(authority);
    return parts.matches() ? parts.group(1) : authority;
  }

  /** Dot segments are removed by browsers; {@code ..;} is one to some servers. */
  private static Optional<String> problemOfPath(String path) {
    if (path.indexOf('[') >= 0 || path.indexOf(']') >= 0) {
      return Optional.of("has a bracket in its path, which an address has percent-encoded");
    }
    if (HARMFUL_ESCAPE.matcher(path).find()) {
      return Optional.of("has an encoded slash, backslash, percent sign or control character in its path");
    }
    for (String segment : path.split("/", -1)) {
      String name = segment.replaceAll("(?i)%2e", ".").replaceFirst(";.*", "");
      if (name.equals(".") || name.equals("..")) {
        return Optional.of("has a dot segment in its path");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problemOfQuery(String query) {
    return query != null && CONTROL_ESCAPE.matcher(query).find()
        ? Optional.of("has an encoded control character in its query") : Optional.empty();
  }
}
