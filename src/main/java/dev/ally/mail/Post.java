package dev.ally.mail;

import dev.ally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Takes letters to where they go. No event loop waits for it. */
public interface Post {
  /** By the mail server that is set; without one, into a folder of the data directory. */
  static Post of(Vertx vertx, Settings settings) {
    Form form = Form.of(settings);
    return settings.mail().smtp()
        .<Post>map(server -> new SmtpPost(vertx, server, form))
        .orElseGet(() -> new OutboxFolder(vertx, settings.dataDir(), form));
  }

  /** Succeeds once somebody else answers for the letter; when it fails, it may have left all the same. */
  Future<Void> send(Letter letter);

  /** Sends no more. */
  Future<Void> close();
}
