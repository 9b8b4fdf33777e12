package dev.ally.config;

import dev.ally.bus.Role;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * The database logins, each {@code postgresql://user:password@host:port/database}. {@link #toString()} shows none of
 * them, because they have passwords.
 *
 * @param uri the owner's login, or the one login for everything; empty: the embedded server, unless the next ones are
 *     set
 * @param account the login of least privilege for the schema {@code account}; empty: {@code uri}
 * @param totp the login of least privilege for the schema {@code totp}; empty: {@code uri}
 * @param oidc the login of least privilege for the schema {@code oidc}; empty: {@code uri}
 * @param poolSize connections of each pool
 */
public record DatabaseSettings(
    Optional<URI> uri, Optional<URI> account, Optional<URI> totp, Optional<URI> oidc, int poolSize) {
  private static final int LARGEST_POOL = 1_000;

  public boolean embedded() {
    return uri.isEmpty() && account.isEmpty() && totp.isEmpty() && oidc.isEmpty();
  }

  /** The login of least privilege of a verticle; empty: it has none. */
  public Optional<URI> own(Role role) {
    return switch (role) {
      case WEB -> Optional.empty();
      case ACCOUNT -> account;
      case TOTP -> totp;
      case OIDC -> oidc;
    };
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
    Optional<URI> oidc = reader.parsed(Setting.ALLY_OIDC_DATABASE_URI, DatabaseSettings::uri);
    List<Setting> needed = List.of(Setting.ALLY_ACCOUNT_DATABASE_URI, Setting.ALLY_TOTP_DATABASE_URI);
    boolean some = reader.isSet(Setting.ALLY_OIDC_DATABASE_URI) || needed.stream().anyMatch(reader::isSet);
    if (some && !reader.isSet(Setting.ALLY_CLUSTER_HOSTS) && !reader.isSet(Setting.ALLY_DATABASE_URI)) {
      needed.stream().filter(setting -> !reader.isSet(setting))
          .forEach(missing -> reader.problem(missing, "must be set too, or " + Setting.ALLY_DATABASE_URI));
    }
    return new DatabaseSettings(
        owner, account, totp, oidc, reader.number(Setting.ALLY_DATABASE_POOL, 16, 1, LARGEST_POOL));
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
