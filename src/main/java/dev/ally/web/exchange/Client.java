package dev.ally.web.exchange;

import dev.ally.config.IpAddress;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a client's address from its proxies'.
 *
 * <p>{@code X-Forwarded-For} grows to the right, and anybody can send one; so it is read from the right, as far as the
 * address that wrote each entry is one of the listed proxies, and not a step further.
 */
public final class Client {
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)](?::[0-9]+)?|([0-9.]+):[0-9]+");

  private final Set<String> proxies = new HashSet<>();

  /** @param trustedProxies addresses, not names */
  public Client(List<String> trustedProxies) {
    trustedProxies.forEach(proxy -> proxies.add(address(proxy).orElse(proxy)));
  }

  /**
   * @param peer who the connection is with
   * @param forwardedFor every {@code X-Forwarded-For} header, in their order
   */
  public String addressOf(String peer, List<String> forwardedFor) {
    String client = address(peer).orElse(peer);
    String[] hops = String.join(",", forwardedFor).split(",");
    for (int hop = hops.length - 1; hop >= 0 && proxies.contains(client); hop--) {
      Optional<String> before = address(hops[hop].strip());
      if (before.isEmpty()) {
        return client;
      }
      client = before.get();
    }
    return client;
  }

  /** One spelling for each address; empty for what is none. A name is never looked up. */
  private static Optional<String> address(String text) {
    var withPort = WITH_PORT.matcher(text);
    String bare = withPort.matches() ? Optional.ofNullable(withPort.group(1)).orElse(withPort.group(2)) : text;
    int zone = bare.contains(":") ? bare.indexOf('%') : -1;
    return IpAddress.parse(zone < 0 ? bare : bare.substring(0, zone)).map(InetAddress::getHostAddress);
  }
}
