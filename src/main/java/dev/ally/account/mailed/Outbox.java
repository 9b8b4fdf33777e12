package dev.ally.account.mailed;

import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.mail.MailTransport;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the letters that are due, some in a round. Nobody waits for it: a letter was answered for when it was written. */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final PgOutboxStore mailRequests;
  private final EmailWriter writer;
  private final MailTransport post;
  private final Clock clock;
  private boolean busy;

  public Outbox(PgOutboxStore mailRequests, EmailWriter writer, MailTransport post, Clock clock) {
    this.mailRequests = mailRequests;
    this.writer = writer;
    this.post = post;
    this.clock = clock;
  }

  /** One round; nothing while the last one goes on. */
  public Future<Void> round() {
    if (busy) {
      return Future.succeededFuture();
    }
    busy = true;
    return mailRequests.take(clock.instant())
        .compose(due -> Future.join(List.copyOf(due.stream().map(this::send).toList())))
        .<Void>mapEmpty()
        .eventually(() -> {
          busy = false;
          return Future.succeededFuture();
        });
  }

  /** Forgets what was tried for too long. */
  public Future<Void> giveUp() {
    return mailRequests.giveUp(clock.instant())
        .onSuccess(given -> {
          if (given > 0) {
            LOG.warn("{} mails could not be sent for too long, and are given up", given);
          }
        })
        .mapEmpty();
  }

  /** Never fails: what did not leave is due again. */
  private Future<Void> send(Due due) {
    return Future.succeededFuture()
        .compose(any -> writer.write(due))
        .compose(letter -> letter.isPresent() ? post.send(letter.get()) : Future.succeededFuture())
        .compose(left -> mailRequests.sent(due.id()))
        .onFailure(failure -> LOG.warn(
            "mail {} was not sent, at try {}: {}", due.id(), due.tries(), failure.toString()))
        .otherwiseEmpty();
  }
}
