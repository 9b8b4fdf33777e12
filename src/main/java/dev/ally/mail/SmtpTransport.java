package dev.ally.mail;

import dev.ally.config.Settings.Smtp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends by SMTP (RFC 5321), a connection for each letter: what was left of the one before it cannot matter. */
final class SmtpTransport implements MailTransport {
  private static final int CONNECTIONS = 4;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(10);
  /** Shorter than others wait before they take the same letter. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MailClient client;
  private final MailFormat form;

  SmtpTransport(Vertx vertx, Smtp server, MailFormat form) {
    this.client = MailClient.create(vertx, config(server, form));
    this.form = form;
  }

  /** Says nothing of verifying the server's name: the client does so by itself, and leaves off doing it when told to. */
  private static MailConfig config(Smtp server, MailFormat form) {
    MailConfig config = new MailConfig(server.host(), server.port())
        .setOwnHostname(form.host())
        .setKeepAlive(false)
        .setMaxPoolSize(CONNECTIONS)
        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
        .setIdleTimeout((int) SILENCE_LIMIT.toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setUserAgent("ally");
    switch (server.tls()) {
      case STARTTLS -> config.setStarttls(StartTLSOptions.REQUIRED);
      case TLS -> config.setSsl(true).setStarttls(StartTLSOptions.DISABLED);
      case NONE -> config.setStarttls(StartTLSOptions.DISABLED);
    }
    return server.user().isEmpty()
        ? config.setLogin(LoginOption.DISABLED)
        : config.setLogin(LoginOption.REQUIRED)
            .setUsername(server.user().get())
            .setPassword(server.password().revealText());
  }

  @Override
  public Future<Void> send(Email letter) {
    try {
      return client.sendMail(form.write(letter)).timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
    } catch (RuntimeException unfit) {
      return Future.failedFuture(unfit);
    }
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
