package dev.ally.account.mailed;

import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.mail.MailTransport;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the emails that are due, a few at once. No request waits for it. */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final PgOutboxStore store;
  private final EmailWriter writer;
  private final MailTransport transport;
  private final Clock clock;
  private final Meters meters;
  private boolean busy;
  private boolean stopped;

  public Outbox(PgOutboxStore store, EmailWriter writer, MailTransport transport, Clock clock, Meters meters) {
    this.store = store;
    this.writer = writer;
    this.transport = transport;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Sends what is due, batch by batch, until one was not sent whole; does nothing while the previous round runs, or when
   * it is stopped.
   */
  public Future<Void> round() {
    if (busy) {
      return Future.succeededFuture();
    }
    busy = true;
    return sendDue().eventually(() -> {
      busy = false;
      return Future.succeededFuture();
    });
  }

  private Future<Void> sendDue() {
    return stopped
        ? Future.succeededFuture()
        : store.take(clock.instant()).compose(due -> {
          List<Future<Boolean>> sent = due.stream().map(this::send).toList();
          return Future.join(sent).compose(all -> due.isEmpty() || !sent.stream().allMatch(Future::result)
              ? Future.succeededFuture()
              : sendDue());
        });
  }

  /** Takes nothing more. What is in hand is sent later where it fails from now on. */
  public void stop() {
    stopped = true;
  }

  /** Deletes emails that were tried for too long. */
  public Future<Void> giveUp() {
    return store.giveUp(clock.instant())
        .onSuccess(given -> {
          for (int i = 0; i < given; i++) {
            meters.count(Metric.MAILS_GIVEN_UP);
          }
          if (given > 0) {
            LOG.warn("gave up {} emails that could not be sent for too long", given);
          }
        })
        .mapEmpty();
  }

  /** Returns whether it was sent. Never fails: an email that was not sent is due again later. */
  private Future<Boolean> send(Due due) {
    return Future.succeededFuture()
        .compose(any -> writer.write(due))
        .compose(email -> email.isPresent()
            ? transport.send(email.get()).onSuccess(taken -> meters.count(Metric.MAILS_SENT))
            : Future.succeededFuture())
        .compose(left -> store.sent(due.id()))
        .map(true)
        .onFailure(failure -> notSent(due, failure))
        .otherwise(false);
  }

  private void notSent(Due due, Throwable failure) {
    if (stopped) {
      LOG.info("email {} was in hand at the stop, and is sent later", due.id());
      return;
    }
    meters.count(Metric.MAILS_FAILED);
    LOG.warn("email {} was not sent, at attempt {}: {}", due.id(), due.tries(), failure.toString());
  }
}
