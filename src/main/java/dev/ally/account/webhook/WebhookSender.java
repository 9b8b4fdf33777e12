package dev.ally.account.webhook;

import dev.ally.account.webhook.PgDeliveryStore.Delivery;
import dev.ally.account.webhook.PgDeliveryStore.Receiver;
import dev.ally.config.Limit;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Secret;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends security events to the receivers that an operator has registered, some at a time to each, so that none waits
 * for another. Each event arrives at least once, and those of an account in order. One that is not taken is tried for
 * a day.
 */
public final class WebhookSender {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
  /** Longer than a post takes. */
  static final Duration LEASE = Duration.ofSeconds(30);
  /** After so many the next round goes on, so that a chain of futures stays short. */
  private static final int BATCHES = 200;
  /** From this attempt on a receiver counts as failing; one that takes nothing at all does before. */
  private static final int FAILING_AFTER = 3;
  /** Shorter than events are kept. */
  private static final Duration KEPT_FOR = Duration.ofDays(6);

  private final PgDeliveryStore store;
  private final PgWebhookStore webhooks;
  private final WebhookKeys keys;
  private final OutgoingHttp http;
  private final Clock clock;
  private final Meters meters;
  private final Map<UUID, Pace> paces = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  public WebhookSender(Pool pool, WebhookKeys keys, OutgoingHttp http, Clock clock, Meters meters) {
    this.store = new PgDeliveryStore(pool);
    this.webhooks = new PgWebhookStore(pool, keys);
    this.keys = keys;
    this.http = http;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Sends what is due; to be called each second. A receiver for which an earlier round is still under way is left to
   * that.
   */
  public Future<Void> round() {
    return store.receivers().compose(receivers -> {
      paces.keySet().retainAll(receivers.stream().map(Receiver::webhookId).collect(Collectors.toSet()));
      return Future.join(receivers.stream().map(this::serve).toList()).mapEmpty();
    });
  }

  /** Takes nothing more. What is under way is sent again by another node, unless it still ends. */
  public void stop() {
    stopped = true;
  }

  /** Gives up what was tried for too long, and deletes keys that have ended; to be called now and then. */
  public Future<Void> sweep() {
    Instant now = clock.instant();
    return store.giveUp(now.minus(Limit.WEBHOOK_TRIED_FOR.duration()), now.minus(KEPT_FOR), now)
        .onSuccess(all -> all.forEach(given -> {
          givenUp(given.events());
          LOG.warn("Webhook {} did not take {} events, which were tried for a day and are given up",
              given.webhookId(), given.events());
        }))
        .compose(all -> webhooks.sweepKeys(now));
  }

  private Future<Void> serve(Receiver receiver) {
    Pace pace = paces.computeIfAbsent(receiver.webhookId(), id -> new Pace());
    return pace.begin()
        ? sendDue(receiver, pace, BATCHES).onComplete(done -> pace.end())
        : Future.succeededFuture();
  }

  private Future<Void> sendDue(Receiver receiver, Pace pace, int batches) {
    Instant now = clock.instant();
    int most = stopped || batches == 0 ? 0 : pace.atOnce(now);
    if (most == 0) {
      return Future.succeededFuture();
    }
    return store.take(receiver.webhookId(), now, now.plus(LEASE), most)
        .compose(due -> due.isEmpty()
            ? Future.succeededFuture()
            : sendAll(receiver, pace, due).compose(sent -> sendDue(receiver, pace, batches - 1)));
  }

  private Future<Void> sendAll(Receiver receiver, Pace pace, List<Delivery> due) {
    return webhooks.keys(receiver.webhookId(), clock.instant())
        .compose(
            signing -> Future.join(due.stream().map(each -> send(receiver, pace, each, signing)).toList()),
            failure -> failure instanceof SealBroken
                ? Future.join(due.stream().map(each -> later(pace, each, "its key does not open")).toList())
                : Future.failedFuture(failure))
        .mapEmpty();
  }

  private Future<Void> send(Receiver receiver, Pace pace, Delivery delivery, List<Secret> signing) {
    WebhookMessage message = WebhookMessage.of(delivery.event());
    return http.post(receiver.url(), message.headers(clock.instant(), signing), message.body())
        .compose(
            status -> answered(pace, delivery, status),
            failure -> later(pace, delivery, PostProblem.of(failure)));
  }

  private Future<Void> answered(Pace pace, Delivery delivery, int status) {
    if (isTaken(status)) {
      pace.taken();
      meters.count(Metric.WEBHOOKS_SENT);
      return store.done(delivery, clock.instant()).onSuccess(wasFailing -> {
        if (wasFailing) {
          LOG.info("Webhook {} takes events again", delivery.webhookId());
        }
      }).mapEmpty();
    }
    return status == HttpURLConnection.HTTP_GONE
        ? off(delivery.webhookId())
        : later(pace, delivery, "the answer was " + status);
  }

  static boolean isTaken(int status) {
    return status >= HttpURLConnection.HTTP_OK && status < HttpURLConnection.HTTP_MULT_CHOICE;
  }

  private Future<Void> off(UUID webhookId) {
    meters.count(Metric.WEBHOOKS_FAILED);
    return store.off(webhookId, clock.instant()).onSuccess(all -> all.forEach(given -> {
      givenUp(given.events());
      LOG.warn("Webhook {} answered 410, so nothing is sent to it any more; {} events were not sent",
          webhookId, given.events());
    })).mapEmpty();
  }

  private Future<Void> later(Pace pace, Delivery delivery, String problem) {
    Instant now = clock.instant();
    boolean pauses = pace.failed(now);
    meters.count(Metric.WEBHOOKS_FAILED);
    return store.again(delivery, now.plus(RetrySchedule.pause(delivery.tries(), keys.random())), problem)
        .compose(changed -> pauses || delivery.tries() >= FAILING_AFTER
            ? store.failing(delivery.webhookId(), now)
            : Future.succeededFuture(false))
        .onSuccess(newly -> {
          if (newly) {
            LOG.warn("Webhook {} does not take an event, which is tried again for a day: {}",
                delivery.webhookId(), problem);
          }
        })
        .mapEmpty();
  }

  private void givenUp(long events) {
    for (long i = 0; i < events; i++) {
      meters.count(Metric.WEBHOOKS_GIVEN_UP);
    }
  }
}
