package dev.ally.oidc.authorize;

import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many requests an account has taken up in an hour, or a network has parked for people who are not logged in, or
 * pushed for clients that do not authenticate. A network is an IPv4 address, or the /48 of an IPv6 address, which one
 * customer of a provider may have. Each node counts for itself, in bounded memory.
 */
final class ParkingBudget {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int IPV6_SIZE_BYTES = 16;
  private static final int SITE_SIZE_BYTES = 6;
  /** Of those that came last; about a megabyte. */
  private static final int MOST_NETWORKS = 10_000;

  private final Map<String, Spent> networks = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
      return size() > MOST_NETWORKS;
    }
  };

  private record Spent(Instant since, int requests) {}

  /**
   * Counts a request, and fails if it is one too many.
   *
   * @param whose an IP address or the id of an account
   */
  Future<Void> count(String whose, Instant now) {
    Duration wait = spend(whose, now);
    return wait.isZero() ? Future.succeededFuture() : Future.failedFuture(new TooMany(wait));
  }

  /**
   * Counts a request.
   *
   * @param whose as for {@link #count}; empty: a node of the version before has asked, which does not say it; it is not
   *     counted
   * @return how long to wait; zero: it may be parked
   */
  synchronized Duration spend(String whose, Instant now) {
    if (whose.isEmpty()) {
      return Duration.ZERO;
    }
    Spent before = networks.getOrDefault(network(whose), new Spent(now, 0));
    Spent spent = before.since.plus(WINDOW).isAfter(now) ? before : new Spent(now, 0);
    if (spent.requests >= Limit.REQUESTS_OF_NETWORK.count()) {
      return Duration.between(now, spent.since.plus(WINDOW));
    }
    networks.put(network(whose), new Spent(spent.since, spent.requests + 1));
    return Duration.ZERO;
  }

  private static String network(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null || bytes.length != IPV6_SIZE_BYTES
        ? address
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, SITE_SIZE_BYTES));
  }
}
