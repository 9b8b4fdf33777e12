package dev.ally.mail;

import dev.ally.files.PrivateFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.io.IOException;
import java.nio.file.Path;

/** Stores emails as files that only their owner may read, where no mail server is configured. */
final class OutboxFolder implements MailTransport {
  private final Vertx vertx;
  private final Path folder;
  private final MailFormat format;

  OutboxFolder(Vertx vertx, Path dataDir, MailFormat format) {
    this.vertx = vertx;
    this.folder = dataDir.resolve("outbox");
    this.format = format;
  }

  @Override
  public Future<Void> send(Email email) {
    return vertx.executeBlocking(() -> {
      write(email);
      return null;
    }, false);
  }

  /** An email that is sent again replaces its file. The file is on the disk before the email counts as sent. */
  private void write(Email email) throws IOException {
    Path file = PrivateFile.makeDirectory(folder).resolve(email.id() + ".eml");
    PrivateFile.replace(file, new MailEncoder(format.write(email), format.host()).encode());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
