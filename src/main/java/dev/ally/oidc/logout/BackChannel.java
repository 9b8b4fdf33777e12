package dev.ally.oidc.logout;

import dev.ally.bus.Bus;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.key.Signer;
import dev.ally.oidc.logout.PgLogoutStore.Delivery;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells applications of the end of a session that they were logged in to (OpenID Connect Back-Channel Logout §2.5). A
 * token that is not accepted is made anew and sent again for a day.
 */
public final class BackChannel {
  /** How long one application may take to answer. */
  public static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(BackChannel.class);
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-www-form-urlencoded");
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
  /** Longer than a post takes. */
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration TRIED_FOR = Duration.ofDays(1);
  private static final List<Duration> PAUSES = List.of(
      Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5),
      Duration.ofMinutes(15), Duration.ofHours(1));

  private final PgLogoutStore store;
  private final Endings endings;
  private final Clients clients;
  private final Signer signer;
  private final String issuer;
  private final OutgoingHttp http;
  private final Clock clock;
  private boolean busy;

  /** @param bus reaches {@code account} */
  public BackChannel(
      Pool pool, Bus bus, Clients clients, Signer signer, String issuer, OutgoingHttp http, Clock clock) {
    this.store = new PgLogoutStore(pool);
    this.endings = new Endings(bus, store, clock);
    this.clients = clients;
    this.signer = signer;
    this.issuer = issuer;
    this.http = http;
    this.clock = clock;
  }

  /** Takes back all that an application has of an account, the consent too, and tells it. */
  public Future<Void> endClient(UUID accountId, String clientId) {
    return store.endClient(accountId, clientId, clock.instant());
  }

  /** Looks for what has ended, and sends what is due; to be called every few seconds. */
  public Future<Void> round() {
    if (busy) {
      return Future.succeededFuture();
    }
    busy = true;
    return followAndSend().onComplete(done -> busy = false);
  }

  private Future<Void> followAndSend() {
    return endings.follow().eventually(this::sendDue);
  }

  /** Looks for new endings between one part and the next, since all parts together can take hours. */
  private Future<Void> sendDue() {
    return store.take(clock.instant(), LEASE).compose(due -> due.isEmpty()
        ? Future.succeededFuture()
        : Future.join(due.stream().map(this::send).toList()).compose(sent -> followAndSend()));
  }

  /** Without an address the client is not told: it needs none, or was removed from the registry. */
  private Future<Void> send(Delivery delivery) {
    return clients.find(delivery.clientId()).compose(client -> client.flatMap(Client::backchannelLogoutUri)
        .map(address -> send(delivery, client.get(), URI.create(address)))
        .orElseGet(() -> store.done(delivery)));
  }

  private Future<Void> send(Delivery delivery, Client client, URI address) {
    return token(delivery, client)
        .compose(token -> http.post(address, HEADERS, body(token)))
        .compose(status -> status == 200 || status == 204
            ? store.done(delivery)
            : later(delivery, client, "the answer was " + status),
            failure -> later(delivery, client, failure.getMessage()));
  }

  private Future<Secret> token(Delivery delivery, Client client) {
    Instant now = clock.instant();
    return signer.sign(client.idTokenAlg().wireName(), "logout+jwt", Map.of(
        "iss", issuer,
        "aud", client.id(),
        "sub", delivery.accountId().toString(),
        "sid", delivery.sid().toString(),
        "iat", now.getEpochSecond(),
        "exp", now.plus(TOKEN_LIFE).getEpochSecond(),
        "jti", UUID.randomUUID().toString(),
        "events", Map.of(EVENT, Map.of())));
  }

  private static Buffer body(Secret token) {
    return Buffer.buffer("logout_token=" + URLEncoder.encode(token.revealText(), StandardCharsets.UTF_8));
  }

  /** A warning is what was not told at all; that something is tried again is none. */
  private Future<Void> later(Delivery delivery, Client client, String failure) {
    String why = Optional.ofNullable(failure).orElse("no answer");
    Instant next = clock.instant().plus(PAUSES.get(Math.min(delivery.tries(), PAUSES.size()) - 1));
    if (next.isAfter(delivery.madeAt().plus(TRIED_FOR))) {
      LOG.warn("Client {} was not told of a logout for a day, and is not tried any more: mend its"
          + " backchannel_logout_uri, or remove it. The last time: {}", client.id(), why);
      return store.done(delivery);
    }
    if (delivery.tries() == 1) {
      LOG.info("Client {} was not told of a logout at its backchannel_logout_uri and is tried again for a day: {}",
          client.id(), why);
    }
    return store.again(delivery, next);
  }
}
