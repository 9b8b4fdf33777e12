package dev.ally.harness;

import dev.ally.config.MailSettings;
import dev.ally.config.Settings;
import java.util.HashMap;
import java.util.Map;

/** The settings of a test. */
public final class TestSettings {
  private static final Map<String, String> VALUES = Map.of(
      "ALLY_HTTP_PORT", "0",
      "ALLY_MANAGEMENT_PORT", "0",
      "ALLY_PUBLIC_URL", "http://localhost:8080",
      "ALLY_DATABASE_POOL", "8",
      "ALLY_DATA_DIR", "unused",
      "ALLY_MAIL_FROM", "ally@example.org",
      "ALLY_SIGNUPS_PER_HOUR", "1000");

  /** Cheaper than any pair that Ally takes: most tests are not about how long a guesser needs. */
  private static final Settings.Hash CHEAP = new Settings.Hash(64, 1, 2, 100);

  private TestSettings() {}

  /** These values, by the names of the settings, a cheap hash, and defaults that suit tests. */
  public static Settings of(Map<String, String> values) {
    Settings settings = atFullCost(values);
    return copy(settings, CHEAP, settings.signUp(), settings.mail());
  }

  /** The same with the hash that the values ask for. */
  public static Settings atFullCost(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(VALUES);
    all.putAll(values);
    return Settings.of(all);
  }

  /** The same with another mail server, and the default of sign-up that goes with it. */
  public static Settings mailing(Settings settings, MailSettings mail) {
    return copy(settings, settings.hash(),
        mail.configured() ? Settings.SignUp.CONFIRMED : Settings.SignUp.OPEN, mail);
  }

  private static Settings copy(Settings any, Settings.Hash hash, Settings.SignUp signUp, MailSettings mail) {
    return new Settings(
        any.http(), any.management(), any.publicUrl(), any.database(), any.keys(), hash,
        any.breachedPasswords(), any.dataDir(), any.trustedProxies(), any.httpIdle(), any.issuer(), signUp,
        any.signUpsAnHour(), any.activityLife(), mail, any.logs(), any.secondFactorFrom(), any.outgoingPrivate(),
        any.withoutOidc());
  }
}
