package dev.ally.mail;

import dev.ally.config.MailSettings.Smtp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends by SMTP (RFC 5321), with a new connection for each email, so that no state of an earlier one matters. */
final class SmtpTransport implements MailTransport {
  private static final int CONNECTIONS = 4;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);
  /** Shorter than the time after which another node takes the same email. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MailClient client;
  private final MailFormat format;

  SmtpTransport(Vertx vertx, Smtp server, MailFormat format) {
    this.client = MailClient.create(vertx, config(server, format));
    this.format = format;
  }

  /**
   * Does not set the verification of the server's name: the client does it by default, and setting the algorithm stops
   * it.
   */
  private static MailConfig config(Smtp server, MailFormat format) {
    MailConfig config = new MailConfig(server.host(), server.port())
        .setOwnHostname(format.host())
        .setKeepAlive(false)
        .setMaxPoolSize(CONNECTIONS)
        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
        .setIdleTimeout((int) IDLE_LIMIT.toSeconds())
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
  public Future<Void> send(Email email) {
    try {
      return client.sendMail(format.write(email)).timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .recover(failure -> Future.failedFuture(new MailNotSent(failure)))
          .mapEmpty();
    } catch (RuntimeException unfit) {
      return Future.failedFuture(unfit);
    }
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
