package dev.ally.mail;

import dev.ally.files.PrivateFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps letters as files that only their owner may read, for a server that has no other to send them by. */
final class OutboxFolder implements MailTransport {
  private final Vertx vertx;
  private final Path folder;
  private final MailFormat form;

  OutboxFolder(Vertx vertx, Path dataDir, MailFormat form) {
    this.vertx = vertx;
    this.folder = dataDir.resolve("outbox");
    this.form = form;
  }

  @Override
  public Future<Void> send(Email letter) {
    return vertx.executeBlocking(() -> {
      write(letter);
      return null;
    }, false);
  }

  /** The same letter once more takes the place of the first. On the disk before it counts as sent, and is forgotten. */
  private void write(Email letter) throws IOException {
    Path file = PrivateFile.makeDirectory(folder).resolve(letter.id() + ".eml");
    PrivateFile.replace(file, new MailEncoder(form.write(letter), form.host()).encode());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
