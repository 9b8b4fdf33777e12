package dev.ally.mail;

import dev.ally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Sends emails. No event loop waits for it. */
public interface MailTransport {
  /** Through the mail server that is configured; without one, into a folder of the data directory. */
  static MailTransport of(Vertx vertx, Settings settings) {
    MailFormat format = MailFormat.of(settings);
    return settings.mail().smtp()
        .<MailTransport>map(server -> new SmtpTransport(vertx, server, format))
        .orElseGet(() -> new OutboxFolder(vertx, settings.dataDir(), format));
  }

  /** Succeeds once the email was handed over. When it fails, the email may have been sent all the same. */
  Future<Void> send(Email email);

  /** Stops sending. */
  Future<Void> close();
}
