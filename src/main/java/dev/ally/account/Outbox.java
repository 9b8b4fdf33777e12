package dev.ally.account;

import dev.ally.account.PgLetterStore.Due;
import dev.ally.mail.Post;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the letters that are due, some in a round. Nobody waits for it: a letter was answered for when it was written. */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final PgLetterStore letters;
  private final LetterWriter writer;
  private final Post post;
  private final Clock clock;
  private boolean busy;

  Outbox(PgLetterStore letters, LetterWriter writer, Post post, Clock clock) {
    this.letters = letters;
    this.writer = writer;
    this.post = post;
    this.clock = clock;
  }

  /** One round; nothing while the last one goes on. */
  Future<Void> round() {
    if (busy) {
      return Future.succeededFuture();
    }
    busy = true;
    return letters.take(clock.instant())
        .compose(due -> Future.join(List.copyOf(due.stream().map(this::send).toList())))
        .<Void>mapEmpty()
        .eventually(() -> {
          busy = false;
          return Future.succeededFuture();
        });
  }

  /** Forgets what was tried for too long. */
  Future<Void> giveUp() {
    return letters.giveUp(clock.instant())
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
        .compose(left -> letters.sent(due.id()))
        .onFailure(failure -> LOG.warn(
            "mail {} was not sent, at try {}: {}", due.id(), due.tries(), failure.toString()))
        .otherwiseEmpty();
  }
}
