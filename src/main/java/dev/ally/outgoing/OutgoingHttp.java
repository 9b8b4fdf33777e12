package dev.ally.outgoing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
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
import java.util.concurrent.TimeUnit;

/**
 * Posts to addresses that an operator has registered.
 *
 * <p>It speaks https alone, follows no redirect, and never connects to a private address, unless the operator allows
 * that. The name is looked up once, and the connection goes to the address that was checked, so that a name server
 * cannot answer otherwise the second time. A post takes three seconds at the most; only the status of the answer is
 * read.
 */
public final class OutgoingHttp {
  /** How long a post takes at the most, with looking up the name. */
  public static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int CONNECTIONS = 20;
  private static final int LOOK_UPS = 4;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final HttpClient client;
  private final WorkerExecutor lookUps;
  private final boolean privateAllowed;

  /** @param privateAllowed whether posts may go to private addresses and by plain http */
  public OutgoingHttp(Vertx vertx, boolean privateAllowed) {
    this.privateAllowed = privateAllowed;
    this.client = vertx.createHttpClient(
        new HttpClientOptions()
            .setKeepAlive(false)
            .setConnectTimeout((int) TIMEOUT.toMillis())
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
    long endNanos = System.nanoTime() + TIMEOUT.toNanos();
    return lookUps.executeBlocking(() -> publicAddress(address.getHost()), false)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .compose(ip -> client.request(new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, ip.getHostAddress()))
            .setHost(bare(address.getHost()))
            .setPort(port)
            .setSsl(secure)
            .setURI(target(address))
            .setFollowRedirects(false)
            .setTimeout(left(endNanos))
            .setIdleTimeout(left(endNanos))))
        .compose(request -> {
          headers.forEach(request::putHeader);
          request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
          return request.send(body).map(HttpClientResponse::statusCode)
              .onComplete(done -> request.connection().close());
        })
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Every address of the name must be public: which one the connection takes is not the name server's choice. */
  private InetAddress publicAddress(String host) throws UnknownHostException {
    InetAddress[] all = InetAddress.getAllByName(bare(host));
    for (InetAddress each : all) {
      if (!privateAllowed && PrivateAddresses.contain(each)) {
        throw new OutgoingRefused("the address leads to the private address " + each.getHostAddress()
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

  private static long left(long endNanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
  }
}
