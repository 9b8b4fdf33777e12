package dev.ally.web.exchange;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)\\](?::\\d+)?|([0-9.]+):\\d+");
  private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

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
    if (!bare.contains(":") && !FOUR_NUMBERS.matcher(bare).matches()) {
      return Optional.empty();
    }
    try {
      String address = InetAddress.getByName(bare).getHostAddress();
      int zone = address.indexOf('%');
      return Optional.of(zone < 0 ? address : address.substring(0, zone));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
