package dev.ally.config;

import dev.ally.crypto.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All settings, validated.
 *
 * @param http where the pages are served
 * @param management where health and metrics are served; never the same as {@code http}
 * @param publicUrl the address that people type, without a path and without a slash at the end
 * @param dataDir the directory of the embedded database, of keys that Ally makes, and of the operator's {@code site}
 *     files
 * @param trustedProxies {@link AddressRange}s whose {@code X-Forwarded-For} counts
 * @param httpIdle how long a connection of the pages is kept without a request
 * @param issuer the name in the authenticator app and on the pages
 * @param signUpsAnHour how many accounts may be made from one address in an hour
 * @param activityLife how long the activity of an account is kept
 * @param mail how emails are sent
 */
public record Settings(
    Listen http,
    Listen management,
    URI publicUrl,
    Database database,
    Keys keys,
    Hash hash,
    Path dataDir,
    List<String> trustedProxies,
    Duration httpIdle,
    String issuer,
    SignUp signUp,
    int signUpsAnHour,
    Duration activityLife,
    Mail mail) {

  /**
   * Reads and checks all settings.
   *
   * @param environment variables by name
   * @param file the file of the option {@code --config}; the environment takes precedence
   * @throws SettingsRefused with everything that is wrong
   */
  public static Settings read(Map<String, String> environment, Optional<Path> file) {
    return SettingsReader.read(environment, file);
  }

  /**
   * The settings of a program that uses Ally as a library: these values, and the default of every other.
   *
   * @param values by the names of the server's settings, such as {@code ALLY_PUBLIC_URL}; {@code ally.jar serve --help}
   *     lists them
   * @throws SettingsRefused with everything that is wrong, including names that are not settings
   */
  public static Settings of(Map<String, String> values) {
    List<String> unknown = SettingsSource.unknown(values.keySet());
    if (!unknown.isEmpty()) {
      throw new SettingsRefused(unknown.stream().map(name -> name + ": is not a setting").toList());
    }
    return read(values, Optional.empty());
  }

  /**
   * Variables in the environment that look like settings but are none. Variables that Kubernetes sets for services are
   * left out.
   */
  public static List<String> slips(Map<String, String> environment) {
    return SettingsSource.slips(environment);
  }

  /**
   * The same settings with the actual port instead of "any free one"; a public URL that was derived from the port
   * changes too.
   */
  public Settings withHttpPort(int port) {
    URI url = publicUrl.equals(localUrl(http.port)) ? localUrl(port) : publicUrl;
    return new Settings(new Listen(http.host, port), management, url, database, keys, hash, dataDir, trustedProxies,
        httpIdle, issuer, signUp, signUpsAnHour, activityLife, mail);
  }

  /** The default public URL. */
  static URI localUrl(int port) {
    return asBrowsersWriteIt(URI.create("http://localhost:" + port));
  }

  /** In the form of the header {@code Origin}: lower case, no slash at the end, no default port. */
  static URI asBrowsersWriteIt(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int silentPort = scheme.equals("https") ? 443 : 80;
    String port = uri.getPort() == -1 || uri.getPort() == silentPort ? "" : ":" + uri.getPort();
    return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
  }

  /** @param port 0 takes any free one */
  public record Listen(String host, int port) {}

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
  public record Database(Optional<URI> uri, Optional<URI> account, Optional<URI> totp, int poolSize) {
    public boolean embedded() {
      return uri.isEmpty() && account.isEmpty() && totp.isEmpty();
    }

    @Override
    public String toString() {
      return "Database[poolSize=" + poolSize + "]";
    }
  }

  /** The key file of each verticle; empty: Ally makes one in the data directory. */
  public record Keys(Optional<Path> account, Optional<Path> totp) {}

  /**
   * The cost of a password hash, and how many are computed at once.
   *
   * @param memoryKib argon2id's memory in KiB
   * @param iterations argon2id's passes
   * @param threads how many hashes are computed at once
   * @param queue how many may wait, in all
   */
  public record Hash(int memoryKib, int iterations, int threads, int queue) {}

  /**
   * How emails are sent.
   *
   * @param smtp the mail server; empty: no email is sent, and what needs email is not offered
   * @param from the sender address
   */
  public record Mail(Optional<Smtp> smtp, String from) {
    /** Whether emails are sent. */
    public boolean configured() {
      return smtp.isPresent();
    }
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

  /** Who may make an account. */
  public enum SignUp {
    OPEN,
    CLOSED,
    /** Anyone, after opening a mailed link. */
    CONFIRMED
  }
}
