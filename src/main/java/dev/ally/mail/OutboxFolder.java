package dev.ally.mail;

import dev.ally.database.DataDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps letters as files that only their owner may read, for a server that has no other to send them by. */
final class OutboxFolder implements Post {
  private final Vertx vertx;
  private final Path folder;
  private final Form form;

  OutboxFolder(Vertx vertx, Path dataDir, Form form) {
    this.vertx = vertx;
    this.folder = dataDir.resolve("outbox");
    this.form = form;
  }

  @Override
  public Future<Void> send(Letter letter) {
    return vertx.executeBlocking(() -> {
      write(letter);
      return null;
    }, false);
  }

  /** Whole or not at all; the same letter once more takes the place of the first. */
  private void write(Letter letter) throws IOException {
    Path file = DataDirectory.make(folder).resolve(letter.id() + ".eml");
    Path draft = DataDirectory.privateDraft(file);
    try {
      Files.writeString(draft, new MailEncoder(form.write(letter), form.host()).encode(), StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
