package dev.ally.mail;

import dev.ally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Takes letters to where they go. No event loop waits for it. */
public interface MailTransport {
  /** By the mail server that is set; without one, into a folder of the data directory. */
  static MailTransport of(Vertx vertx, Settings settings) {
    MailFormat form = MailFormat.of(settings);
    return settings.mail().smtp()
        .<MailTransport>map(server -> new SmtpTransport(vertx, server, form))
        .orElseGet(() -> new OutboxFolder(vertx, settings.dataDir(), form));
  }

  /** Succeeds once somebody else answers for the letter; when it fails, it may have left all the same. */
  Future<Void> send(Email letter);

  /** Sends no more. */
  Future<Void> close();
}
