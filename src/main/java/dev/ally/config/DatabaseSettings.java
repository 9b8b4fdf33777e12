package dev.ally.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The database logins, each {@code postgresql://user:password@host:port/database}. {@link #toString()} shows none of
 * them, because they have passwords.
 *
 * @param uri the owner's login, or the one login for everything; empty: the embedded server, unless the next two are
 *     set
 * @param account the login of least privilege for the schema {@code account}; empty: {@code uri}
 * @param totp the login of least privilege for the schema {@code totp}; empty: {@code uri}
 * @param poolSize connections of each pool
 */
public record DatabaseSettings(Optional<URI> uri, Optional<URI> account, Optional<URI> totp, int poolSize) {
  private static final int LARGEST_POOL = 1_000;

  public boolean embedded() {
    return uri.isEmpty() && account.isEmpty() && totp.isEmpty();
  }

  @Override
  public String toString() {
    return "DatabaseSettings[poolSize=" + poolSize + "]";
  }

  /** Reads the settings; problems are added to the reader. */
  static DatabaseSettings from(SettingsReader reader) {
    Optional<URI> owner = reader.parsed(Setting.ALLY_DATABASE_URI, DatabaseSettings::uri);
    Optional<URI> account = reader.parsed(Setting.ALLY_ACCOUNT_DATABASE_URI, DatabaseSettings::uri);
    Optional<URI> totp = reader.parsed(Setting.ALLY_TOTP_DATABASE_URI, DatabaseSettings::uri);
    if (!reader.isSet(Setting.ALLY_CLUSTER_HOSTS) && !reader.isSet(Setting.ALLY_DATABASE_URI)
        && reader.isSet(Setting.ALLY_ACCOUNT_DATABASE_URI) != reader.isSet(Setting.ALLY_TOTP_DATABASE_URI)) {
      Setting missing = reader.isSet(Setting.ALLY_TOTP_DATABASE_URI)
          ? Setting.ALLY_ACCOUNT_DATABASE_URI
          : Setting.ALLY_TOTP_DATABASE_URI;
      reader.problem(missing, "must be set too, or " + Setting.ALLY_DATABASE_URI);
    }
    return new DatabaseSettings(owner, account, totp, reader.number(Setting.ALLY_DATABASE_POOL, 16, 1, LARGEST_POOL));
  }

  private static URI uri(String value) {
    URI uri;
    try {
      uri = new URI(value);
    } catch (URISyntaxException showsThePassword) {
      throw new IllegalArgumentException(
          "must be postgresql://user:password@host:port/database, with all else percent-encoded", null);
    }
    PostgresLogin.of(uri).rootCertificate().ifPresent(RootCertificates::read);
    return uri;
  }
}
