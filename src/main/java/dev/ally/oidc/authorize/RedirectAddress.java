package dev.ally.oidc.authorize;

import dev.ally.oidc.client.Client;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an address is one of a client's redirect addresses: character by character (RFC 9700 §2.1, RFC 3986 §6.2.1).
 * Of a native client a loopback IP address may have another port, since its application cannot choose one
 * (RFC 8252 §7.3).
 */
final class RedirectAddress {
  /** What follows the port begins with a slash or a question mark, so that no user information can stand there. */
  private static final Pattern LOOPBACK =
      Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]))(?::[0-9]{1,5})?((?:[/?].*)?)");
  private static final int HIGHEST_PORT = 65_535;

  private RedirectAddress() {}

  static boolean isOf(Client client, String address) {
    return client.redirectUris().contains(address)
        || client.type() == Client.Type.NATIVE
            && client.redirectUris().stream().anyMatch(registered -> differInThePort(registered, address));
  }

  private static boolean differInThePort(String registered, String address) {
    Matcher one = LOOPBACK.matcher(registered);
    Matcher other = LOOPBACK.matcher(address);
    return one.matches() && other.matches()
        && one.group(1).equals(other.group(1)) && one.group(2).equals(other.group(2))
        && port(address, other) <= HIGHEST_PORT;
  }

  private static int port(String address, Matcher matched) {
    String port = address.substring(matched.end(1), matched.start(2));
    return port.isEmpty() ? 0 : Integer.parseInt(port.substring(1));
  }

  /** What a person knows an address by: its host, or its scheme where it has none. */
  static String host(String address) {
    URI uri = URI.create(address);
    return uri.getHost() == null ? uri.getScheme() : uri.getHost();
  }
}
