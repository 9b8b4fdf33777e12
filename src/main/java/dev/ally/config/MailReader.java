package dev.ally.config;

import dev.ally.config.Settings.Mail;
import dev.ally.config.Settings.Smtp;
import dev.ally.config.Settings.Tls;
import dev.ally.crypto.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the settings of mail for {@link SettingsReader}. */
final class MailReader {
  private static final int HIGHEST_PORT = 65_535;
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

  private final SettingsReader reader;

  MailReader(SettingsReader reader) {
    this.reader = reader;
  }

  /** Problems are added to the reader. */
  Mail read(URI publicUrl) {
    String from = reader.parsed(Setting.ALLY_MAIL_FROM, MailReader::address)
        .orElseGet(() -> "no-reply@" + publicUrl.getHost());
    if (!reader.isSet(Setting.ALLY_MAIL_HOST)) {
      Stream.of(Setting.ALLY_MAIL_PORT, Setting.ALLY_MAIL_TLS, Setting.ALLY_MAIL_USER, Setting.ALLY_MAIL_PASSWORD)
          .filter(reader::isSet)
          .forEach(alone -> reader.problem(alone, "means nothing without " + Setting.ALLY_MAIL_HOST));
      return new Mail(Optional.empty(), from);
    }
    return new Mail(Optional.of(smtp()), from);
  }

  private Smtp smtp() {
    String host = reader.host(Setting.ALLY_MAIL_HOST, "");
    Tls tls = reader.parsed(Setting.ALLY_MAIL_TLS, MailReader::tls).orElse(Tls.STARTTLS);
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
    return new Smtp(
        host, reader.number(Setting.ALLY_MAIL_PORT, usualPort(tls), 1, HIGHEST_PORT), tls, user, password);
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
}
