package dev.ally.web.exchange;

import dev.ally.config.AddressRange;
import dev.ally.config.IpAddress;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address of a client behind trusted proxies.
 *
 * <p>Each proxy appends an entry to {@code X-Forwarded-For}, and a client can send the header itself. So it is read
 * from the right, as long as the address that wrote the entry is a trusted proxy.
 */
public final class Client {
  private static final Logger LOG = LoggerFactory.getLogger(Client.class);
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final List<String> OF_PROXIES =
      List.of(FORWARDED_FOR, "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded");
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)](?::[0-9]+)?|([0-9.]+):[0-9]+");

  private final List<AddressRange> proxies;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** @param trustedProxies addresses and ranges, not names */
  public Client(List<String> trustedProxies) {
    proxies = trustedProxies.stream().map(AddressRange::parse).toList();
  }

  /**
   * The address of the client that sent a request. Warns once when an unlisted proxy seems to have forwarded the
   * request, since all clients of such a proxy count as one.
   *
   * @param peer the other end of the connection
   */
  public String addressOf(String peer, MultiMap headers) {
    if (!isTrusted(peer)) {
      OF_PROXIES.stream().filter(headers::contains).findFirst().ifPresent(header -> warn(header, peer));
    }
    return addressOf(peer, headers.getAll(FORWARDED_FOR));
  }

  /**
   * @param peer the other end of the connection
   * @param forwardedFor all {@code X-Forwarded-For} headers, in order
   */
  public String addressOf(String peer, List<String> forwardedFor) {
    Optional<InetAddress> known = address(peer);
    if (known.isEmpty()) {
      return peer;
    }
    InetAddress client = known.get();
    String[] hops = String.join(",", forwardedFor).split(",");
    for (int hop = hops.length - 1; hop >= 0 && isProxy(client); hop--) {
      Optional<InetAddress> before = address(hops[hop].strip());
      if (before.isEmpty()) {
        break;
      }
      client = before.get();
    }
    return IpAddress.text(client);
  }

  /** @param peer the other end of the connection */
  public boolean isTrusted(String peer) {
    return address(peer).filter(this::isProxy).isPresent();
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }

  private void warn(String header, String peer) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn("The header {} from {} is ignored, since ALLY_TRUSTED_PROXIES does not list that address. If it is a"
          + " proxy of yours, list it: until then all its clients count as one and share the limits of one address."
          + " This is logged once", header, peer);
    }
  }

  /**
   * Reads an address, also with a port or in brackets, as some proxies write it; a zone is ignored. Empty for other
   * text.
   */
  private static Optional<InetAddress> address(String text) {
    var withPort = WITH_PORT.matcher(text);
    String bare = withPort.matches() ? Optional.ofNullable(withPort.group(1)).orElse(withPort.group(2)) : text;
    int zone = bare.contains(":") ? bare.indexOf('%') : -1;
    return IpAddress.parse(zone < 0 ? bare : bare.substring(0, zone));
  }
}
