package dev.ally.config;

import dev.ally.crypto.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How emails are sent.
 *
 * @param smtp the mail server; empty: no email is sent, and what needs email is not offered
 * @param from the sender address
 */
public record MailSettings(Optional<Smtp> smtp, String from) {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

  /** Whether emails are sent. */
  public boolean configured() {
    return smtp.isPresent();
  }

  /** Reads the settings; problems are added to the reader. */
  static MailSettings from(SettingsReader reader, URI publicUrl) {
    String from = reader.parsed(Setting.ALLY_MAIL_FROM, MailSettings::address)
        .orElseGet(() -> "no-reply@" + publicUrl.getHost());
    if (!reader.isSet(Setting.ALLY_MAIL_HOST)) {
      Stream.of(Setting.ALLY_MAIL_PORT, Setting.ALLY_MAIL_TLS, Setting.ALLY_MAIL_USER, Setting.ALLY_MAIL_PASSWORD)
          .filter(reader::isSet)
          .forEach(alone -> reader.problem(alone, "means nothing without " + Setting.ALLY_MAIL_HOST));
      return new MailSettings(Optional.empty(), from);
    }
    return new MailSettings(Optional.of(smtp(reader)), from);
  }

  private static Smtp smtp(SettingsReader reader) {
    String host = reader.host(Setting.ALLY_MAIL_HOST, "");
    Tls tls = reader.parsed(Setting.ALLY_MAIL_TLS, MailSettings::tls).orElse(Tls.STARTTLS);
    Optional<String> user = reader.parsed(Setting.ALLY_MAIL_USER, value -> value).filter(name -> !name.isEmpty());
    Optional<Secret> read = reader.parsed(Setting.ALLY_MAIL_PASSWORD, Secret::of);
    Secret password = read.orElseGet(Secret::empty);
    boolean noted = read.isEmpty() && reader.isSet(Setting.ALLY_MAIL_PASSWORD);
    if (!noted && user.isPresent() == password.isEmpty()) {
      reader.problem(
          user.isPresent() ? Setting.ALLY_MAIL_PASSWORD : Setting.ALLY_MAIL_USER, "must be set too: both, or neither");
    }
    if (tls == Tls.NONE && !password.isEmpty() && !THIS_MACHINE.contains(host)) {
      reader.problem(Setting.ALLY_MAIL_TLS, "none would send " + Setting.ALLY_MAIL_PASSWORD + " in clear");
    }
    return new Smtp(host, reader.port(Setting.ALLY_MAIL_PORT, usualPort(tls), 1), tls, user, password);
  }

  private static int usualPort(Tls tls) {
    return switch (tls) {
      case STARTTLS -> 587;
      case TLS -> 465;
      case NONE -> 25;
    };
  }

  private static Tls tls(String value) {
    return switch (value) {
      case "starttls" -> Tls.STARTTLS;
      case "tls" -> Tls.TLS;
      case "none" -> Tls.NONE;
      default -> throw new IllegalArgumentException("must be starttls, tls or none, not " + value);
    };
  }

  private static String address(String value) {
    if (!value.matches("[!-~&&[^@\"(),:;<>\\[\\\\\\]]]+@[A-Za-z0-9.-]+")) {
      throw new IllegalArgumentException("must be an address like ally@example.org, not " + value);
    }
    return value;
  }

  /**
   * A mail server.
   *
   * @param user the login at the server; empty: it needs none
   */
  public record Smtp(String host, int port, Tls tls, Optional<String> user, Secret password) {}

  /** How the connection to a mail server is encrypted. */
  public enum Tls {
    /** The connection changes to TLS before anything is sent. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    NONE
  }
}
