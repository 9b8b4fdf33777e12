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
 * Everything that an operator sets, validated.
 *
 * @param http where the pages are served
 * @param management where health and metrics are served; never the same as {@code http}
 * @param publicUrl the address that people type; no path, no slash at the end
 * @param dataDir the embedded database, the keys that Ally makes, and the operator's own {@code site/} files
 * @param trustedProxies {@link AddressRange}s whose {@code X-Forwarded-For} counts
 * @param httpIdle how long a connection of the pages is kept without a request
 * @param issuer the name in the authenticator app and on the pages
 * @param signUpsAnHour how many accounts may be made from one address in an hour
 * @param activityLife how long it is kept what happened to an account
 * @param mail how mails leave
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
   * Reads and judges all of them.
   *
   * @param environment variables by name
   * @param file of the option {@code --config}; the environment wins over it
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
   * @throws SettingsRefused with everything that is wrong, a name that is no setting included
   */
  public static Settings of(Map<String, String> values) {
    List<String> unknown = SettingsSource.unknown(values.keySet());
    if (!unknown.isEmpty()) {
      throw new SettingsRefused(unknown.stream().map(name -> name + ": is no setting").toList());
    }
    return read(values, Optional.empty());
  }

  /** Names in the environment that begin as settings do and are none; what a cluster sets for its services is not meant. */
  public static List<String> slips(Map<String, String> environment) {
    return SettingsSource.slips(environment);
  }

  /** The same, with the port that was found for "any free one"; a public URL that was derived from it follows. */
  public Settings withHttpPort(int port) {
    URI url = publicUrl.equals(localUrl(http.port)) ? localUrl(port) : publicUrl;
    return new Settings(new Listen(http.host, port), management, url, database, keys, hash, dataDir, trustedProxies,
        httpIdle, issuer, signUp, signUpsAnHour, activityLife, mail);
  }

  /** What people type when nothing else is said. */
  static URI localUrl(int port) {
    return asBrowsersWriteIt(URI.create("http://localhost:" + port));
  }

  /** In the form of the header {@code Origin}: lower case, no slash at the end, no port that goes without saying. */
  static URI asBrowsersWriteIt(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int silentPort = scheme.equals("https") ? 443 : 80;
    String port = uri.getPort() == -1 || uri.getPort() == silentPort ? "" : ":" + uri.getPort();
    return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
  }

  /** @param port 0 takes any free one */
  public record Listen(String host, int port) {}

  /**
   * PostgreSQL's addresses, each {@code postgresql://user:password@host:port/database}; they hold passwords, so
   * {@link #toString()} shows none.
   *
   * @param uri of the owner, or the one login for all; empty: the embedded server, unless the next two are set
   * @param account login of least privilege for the schema {@code account}; empty: {@code uri}
   * @param totp login of least privilege for the schema {@code totp}; empty: {@code uri}
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

  /** The key file of each verticle; empty: one that Ally makes in the data directory. */
  public record Keys(Optional<Path> account, Optional<Path> totp) {}

  /**
   * What a password costs, and how many are hashed at once.
   *
   * @param memoryKib argon2id's memory in KiB
   * @param iterations argon2id's passes
   * @param threads how many hash at once
   * @param queue how many may wait, in all
   */
  public record Hash(int memoryKib, int iterations, int threads, int queue) {}

  /**
   * How mails leave.
   *
   * @param smtp the server that takes them; empty: none leaves, and what needs mail is not offered
   * @param from the address that they come from
   */
  public record Mail(Optional<Smtp> smtp, String from) {
    /** Whether mails leave at all. */
    public boolean configured() {
      return smtp.isPresent();
    }
  }

  /**
   * A mail server.
   *
   * @param user its login; empty: it asks for none
   */
  public record Smtp(String host, int port, Tls tls, Optional<String> user, Secret password) {}

  /** How the way to a mail server is encrypted. */
  public enum Tls {
    /** In clear until the server has agreed to TLS, and no mail without. */
    STARTTLS,
    /** From the first byte. */
    TLS,
    NONE
  }

  /** Who may make an account. */
  public enum SignUp {
    OPEN,
    CLOSED,
    /** Everybody, once a mailed link was opened. */
    CONFIRMED
  }
}
