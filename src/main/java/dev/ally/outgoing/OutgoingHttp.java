package dev.ally.outgoing;

import dev.ally.config.IpAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Posts to addresses that an operator has registered.
 *
 * <p>It speaks https alone, follows no redirect, and never connects to a private address, unless the operator allows
 * that. The name is looked up once, and the connection goes to the address that was checked, so that a name server
 * cannot answer otherwise the second time. A post takes a bounded time; only the status of the answer is read.
 */
public final class OutgoingHttp {
  private static final int CONNECTIONS = 20;
  private static final int LOOK_UPS = 8;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /** Looks up a name. */
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final HttpClient client;
  private final Names names;
  private final WorkerExecutor lookUps;
  private final Map<String, Future<InetAddress>> lookedUp = new ConcurrentHashMap<>();
  private final boolean privateAllowed;
  private final Duration timeout;

  /**
   * @param privateAllowed whether posts may go to private addresses and by plain http
   * @param timeout how long a post takes at the most, with looking up the name
   */
  public OutgoingHttp(Vertx vertx, boolean privateAllowed, Duration timeout) {
    this(vertx, privateAllowed, timeout, new HttpClientOptions(), InetAddress::getAllByName);
  }

  /** @param trusting says whose certificates are trusted */
  OutgoingHttp(Vertx vertx, boolean privateAllowed, Duration timeout, HttpClientOptions trusting, Names names) {
    this.names = names;
    this.privateAllowed = privateAllowed;
    this.timeout = timeout;
    this.client = vertx.createHttpClient(
        trusting
            .setKeepAlive(false)
            .setConnectTimeout((int) timeout.toMillis())
            .setDecompressionSupported(false),
        new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.lookUps = vertx.createSharedWorkerExecutor("names of outgoing requests", LOOK_UPS);
  }

  /**
   * Posts a body.
   *
   * @return the status of the answer; fails where there is none in time, with a reason for the operator
   */
  public Future<Integer> post(URI address, Map<String, String> headers, Buffer body) {
    boolean secure = "https".equals(address.getScheme());
    if (!secure && !privateAllowed) {
      return Future.failedFuture(new OutgoingRefused("the address is not https"));
    }
    int port = address.getPort() != -1 ? address.getPort() : secure ? HTTPS : HTTP;
    long endNanos = System.nanoTime() + timeout.toNanos();
    return lookUp(address)
        .compose(ip -> client.request(new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, ip.getHostAddress()))
            .setHost(bare(address.getHost()))
            .setPort(port)
            .setSsl(secure)
            .setURI(target(address))
            .setFollowRedirects(false)
            .setTimeout(leftMillis(endNanos))
            .setIdleTimeout(leftMillis(endNanos))))
        .compose(request -> send(request, headers, body, leftMillis(endNanos)))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The connection is closed in any case: whatever a server goes on sending is not read. */
  private static Future<Integer> send(
      HttpClientRequest request, Map<String, String> headers, Buffer body, long leftMillis) {
    headers.forEach(request::putHeader);
    request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    return request.send(body).map(OutgoingHttp::status)
        .timeout(leftMillis, TimeUnit.MILLISECONDS)
        .onComplete(done -> request.connection().close());
  }

  /** That the rest of the answer is missing, once the connection is closed, is no news. */
  private static int status(HttpClientResponse response) {
    response.exceptionHandler(closed -> { });
    return response.statusCode();
  }

  /**
   * Succeeds where posts may go to the host of this address, as far as can be told now: a name that is not known may be
   * known later.
   */
  public Future<Void> check(URI address) {
    return lookUp(address).<Void>mapEmpty().recover(failure -> failure instanceof OutgoingRefused
        ? Future.failedFuture(failure) : Future.succeededFuture());
  }

  /** One look-up of a name at a time: a name server that does not answer keeps no other name waiting. */
  private Future<InetAddress> lookUp(URI address) {
    String host = bare(address.getHost());
    Future<InetAddress> running = lookedUp.get(host);
    if (running == null) {
      running = lookUps.executeBlocking(() -> publicAddress(host), false);
      lookedUp.put(host, running);
      running.onComplete(done -> lookedUp.remove(host));
    }
    return running.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Every address of the name must be public: which one the connection takes is not the name server's choice. */
  private InetAddress publicAddress(String host) throws UnknownHostException {
    InetAddress[] all = names.addresses(host);
    for (InetAddress each : all) {
      if (!privateAllowed && PrivateAddresses.contain(each)) {
        throw new OutgoingRefused("the address leads to the private address " + IpAddress.text(each)
            + "; ALLY_OUTGOING_PRIVATE=true allows that");
      }
    }
    return all[0];
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String target(URI address) {
    String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
  }

  private static long leftMillis(long endNanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
  }
}
