package dev.ally.config;

import dev.ally.bus.Role;
import dev.ally.crypto.Keyring;
import dev.ally.files.HashFile;
import dev.ally.text.ShownText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All settings, validated.
 *
 * @param http where the pages are served
 * @param management where health and metrics are served; never the same as {@code http}
 * @param publicUrl the address that people type, without a path and without a slash at the end
 * @param breachedPasswords a file of SHA-1 hashes of passwords that are refused when one is chosen
 * @param dataDir the directory of the embedded database, of keys that Ally makes, and of the operator's {@code site}
 *     files
 * @param trustedProxies {@link AddressRange}s whose {@code X-Forwarded-For} counts
 * @param httpIdle how long a connection of the pages is kept without a request
 * @param issuer the name in the authenticator app and on the pages
 * @param signUpsAnHour how many accounts may be made from one address in an hour
 * @param activityLife how long the activity of an account is kept
 * @param mail how emails are sent
 * @param logs what is logged, and where
 * @param secondFactorFrom from when on every account needs a second factor, 1970: whenever it is; empty: none does
 * @param outgoingPrivate whether requests to applications may go to private addresses and by http
 * @param withoutOidc why these are the settings of an installation without {@code oidc}; empty: they are not
 */
public record Settings(
    Listen http,
    Listen management,
    URI publicUrl,
    DatabaseSettings database,
    Keys keys,
    Hash hash,
    Optional<Path> breachedPasswords,
    Path dataDir,
    List<String> trustedProxies,
    Duration httpIdle,
    String issuer,
    SignUp signUp,
    int signUpsAnHour,
    Duration activityLife,
    MailSettings mail,
    LogSettings logs,
    Optional<Instant> secondFactorFrom,
    boolean outgoingPrivate,
    Optional<String> withoutOidc) {
  private static final Pattern REQUIRED_BY = Pattern.compile("required-by:([0-9]{4}-[0-9]{2}-[0-9]{2})");
  private static final int LONGEST_IDLE_SECONDS = 86_400;
  private static final int LONGEST_ISSUER = 64;
  private static final int WAITING_A_THREAD = 1_024;
  private static final int MOST_THREADS = 1_024;
  private static final int LONGEST_QUEUE = 1_000_000;
  private static final int MOST_MEMORY_KIB = 4 * 1024 * 1024;
  private static final int MOST_ITERATIONS = 1_000;
  private static final int MOST_SIGN_UPS = 1_000_000;
  private static final int MOST_ACTIVITY_DAYS = 36_500;
  /** OWASP's Password Storage Cheat Sheet: argon2id's least memory in KiB for one pass, two passes, and so on. */
  private static final List<Integer> LEAST_MEMORY_KIB = List.of(47_104, 19_456, 12_288, 9_216, 7_168);

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
    return withHttp(new Listen(http.host, port), url);
  }

  /** The operator's directory of files that replace Ally's own; it need not exist. */
  public Path site() {
    return dataDir.resolve("site");
  }

  /** Whether passwords would travel over a network in clear: the public URL is http, and not this machine's. */
  public boolean publicUrlIsInClear() {
    String host = publicUrl.getHost().replaceAll("[\\[\\]]", "");
    boolean here = host.equals("localhost") || host.endsWith(".localhost")
        || IpAddress.parse(host).filter(InetAddress::isLoopbackAddress).isPresent();
    return publicUrl.getScheme().equals("http") && !here;
  }

  /** The same settings for a server that listens elsewhere. */
  public Settings withHttp(Listen other) {
    return withHttp(other, publicUrl);
  }

  private Settings withHttp(Listen listen, URI url) {
    return new Settings(listen, management, url, database, keys, hash, breachedPasswords, dataDir, trustedProxies,
        httpIdle, issuer, signUp, signUpsAnHour, activityLife, mail, logs, secondFactorFrom, outgoingPrivate,
        withoutOidc);
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

  /** Reads the settings; problems are added to the reader. */
  static Settings from(SettingsReader reader) {
    Listen http = new Listen(
        reader.host(Setting.ALLY_HTTP_HOST, "127.0.0.1"), reader.port(Setting.ALLY_HTTP_PORT, 8080, 0));
    Listen management = new Listen(
        reader.host(Setting.ALLY_MANAGEMENT_HOST, "127.0.0.1"), reader.port(Setting.ALLY_MANAGEMENT_PORT, 8081, 0));
    if (http.port() == management.port() && http.port() != 0) {
      reader.problem(Setting.ALLY_MANAGEMENT_PORT, "must be another port than " + Setting.ALLY_HTTP_PORT);
    }
    URI publicUrl = reader.parsed(Setting.ALLY_PUBLIC_URL, Settings::publicUrl)
        .orElseGet(() -> localUrl(http.port()));
    return new Settings(
        http,
        management,
        publicUrl,
        DatabaseSettings.from(reader),
        new Keys(
            keyFile(reader, Setting.ALLY_ACCOUNT_KEY_FILE), keyFile(reader, Setting.ALLY_TOTP_KEY_FILE),
            keyFile(reader, Setting.ALLY_OIDC_KEY_FILE)),
        hash(reader),
        reader.parsed(Setting.ALLY_BREACHED_PASSWORDS_FILE, Settings::hashFile),
        reader.parsed(Setting.ALLY_DATA_DIR, Settings::directory)
            .orElseGet(() -> Path.of("ally-data").toAbsolutePath()),
        reader.parsed(Setting.ALLY_TRUSTED_PROXIES, Settings::addresses).orElse(List.of()),
        Duration.ofSeconds(reader.number(Setting.ALLY_HTTP_IDLE_SECONDS, 180, 1, LONGEST_IDLE_SECONDS)),
        reader.parsed(Setting.ALLY_ISSUER, Settings::issuer).orElse("Ally"),
        signUp(reader),
        reader.number(Setting.ALLY_SIGNUPS_PER_HOUR, 500, 1, MOST_SIGN_UPS),
        Duration.ofDays(reader.number(Setting.ALLY_ACTIVITY_DAYS, 400, 1, MOST_ACTIVITY_DAYS)),
        MailSettings.from(reader, publicUrl),
        LogSettings.from(reader),
        reader.parsed(Setting.ALLY_SECOND_FACTOR, Settings::secondFactor).orElse(Optional.empty()),
        reader.parsed(Setting.ALLY_OUTGOING_PRIVATE, Settings::yesOrNo).orElse(false),
        reader.withoutOidc());
  }

  private static boolean yesOrNo(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("must be true or false, not " + value);
    }
    return value.equals("true");
  }

  private static Optional<Instant> secondFactor(String value) {
    if (value.equals("optional")) {
      return Optional.empty();
    }
    return Optional.of(value.equals("required") ? Instant.EPOCH : dayOf(value));
  }

  /** The day begins at 00:00 UTC. */
  private static Instant dayOf(String value) {
    try {
      Matcher demand = REQUIRED_BY.matcher(value);
      if (demand.matches()) {
        return LocalDate.parse(demand.group(1)).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
    } catch (DateTimeParseException noSuchDay) {
      // said below
    }
    throw new IllegalArgumentException(
        "must be optional, required, or required-by: and a day such as 2027-01-31, not " + value);
  }

  private static Hash hash(SettingsReader reader) {
    int memoryKib = reader.number(Setting.ALLY_HASH_MEMORY_KIB, 19_456, 1, MOST_MEMORY_KIB);
    int iterations = reader.number(Setting.ALLY_HASH_ITERATIONS, 2, 1, MOST_ITERATIONS);
    int least = LEAST_MEMORY_KIB.get(Math.min(iterations, LEAST_MEMORY_KIB.size()) - 1);
    if (memoryKib < least) {
      reader.problem(Setting.ALLY_HASH_MEMORY_KIB, "must be at least " + least + " with "
          + Setting.ALLY_HASH_ITERATIONS + "=" + iterations);
    }
    int threads = reader.number(Setting.ALLY_HASH_THREADS, Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    int queue = reader.number(
        Setting.ALLY_HASH_QUEUE, Math.min(threads * WAITING_A_THREAD, LONGEST_QUEUE), 0, LONGEST_QUEUE);
    return new Hash(memoryKib, iterations, threads, queue);
  }

  private static Optional<Path> keyFile(SettingsReader reader, Setting setting) {
    return reader.parsed(setting, value -> {
      try {
        Path file = Path.of(value);
        Keyring.parse(Files.readAllLines(file));
        return file;
      } catch (IOException | InvalidPathException e) {
        throw new IllegalArgumentException("must name a file that can be read, not " + value, e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("must hold keys of 32 bytes in base64, one a line: in " + value + ", "
            + e.getMessage(), e);
      }
    });
  }

  private static Path hashFile(String value) {
    Path path = Path.of(value).toAbsolutePath();
    try {
      HashFile.open(path).close();
      return path;
    } catch (IOException e) {
      throw new IllegalArgumentException("must name a file that can be read, not \"" + value + "\"", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must hold lines HASH:COUNT with SHA-1 hashes in upper case, sorted by"
          + " hash: in " + value + ", " + e.getMessage(), e);
    }
  }

  private static URI publicUrl(String value) {
    URI uri;
    try {
      uri = URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be a URL, not " + value, e);
    }
    boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    boolean plain = uri.getRawPath() != null && uri.getRawPath().matches("/?") && uri.getRawQuery() == null
        && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
    if (!web || !plain || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > SettingsReader.HIGHEST_PORT) {
      throw new IllegalArgumentException("must be http:// or https://, a host, perhaps a port, and nothing after it");
    }
    return asBrowsersWriteIt(uri);
  }

  private static Path directory(String value) {
    Path path = Path.of(value).toAbsolutePath().normalize();
    if (value.isEmpty() || Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException("must name a directory, not \"" + value + "\"");
    }
    return path;
  }

  private static List<String> addresses(String value) {
    return Stream.of(value.split(",")).map(String::strip).filter(text -> !text.isEmpty())
        .map(text -> AddressRange.parse(text).toString()).toList();
  }

  private static String issuer(String value) {
    boolean fits = !value.isEmpty() && value.codePointCount(0, value.length()) <= LONGEST_ISSUER;
    if (!fits || value.contains(":") || ShownText.isBlank(value) || !ShownText.isClean(value)) {
      throw new IllegalArgumentException("must be 1 to " + LONGEST_ISSUER
          + " characters that can be shown, without a colon and control characters");
    }
    return value;
  }

  private static SignUp signUp(SettingsReader reader) {
    boolean mail = reader.isSet(Setting.ALLY_MAIL_HOST);
    return reader.parsed(Setting.ALLY_SIGNUP, value -> switch (value) {
      case "open" -> SignUp.OPEN;
      case "closed" -> SignUp.CLOSED;
      case "confirmed" -> confirmed(mail);
      default -> throw new IllegalArgumentException("must be open, closed or confirmed, not " + value);
    }).orElse(mail ? SignUp.CONFIRMED : SignUp.OPEN);
  }

  private static SignUp confirmed(boolean mail) {
    if (!mail) {
      throw new IllegalArgumentException("confirmed needs mail: set " + Setting.ALLY_MAIL_HOST + " too");
    }
    return SignUp.CONFIRMED;
  }

  /** @param port 0 takes any free one */
  public record Listen(String host, int port) {}

  /** The key file of each verticle; empty: Ally makes one in the data directory. */
  public record Keys(Optional<Path> account, Optional<Path> totp, Optional<Path> oidc) {
    /** The key file of a verticle. */
    public Optional<Path> of(Role role) {
      return switch (role) {
        case WEB -> Optional.empty();
        case ACCOUNT -> account;
        case TOTP -> totp;
        case OIDC -> oidc;
      };
    }
  }

  /**
   * The cost of a password hash, and how many are computed at once.
   *
   * @param memoryKib argon2id's memory in KiB
   * @param iterations argon2id's passes
   * @param threads how many hashes are computed at once
   * @param queue how many may wait, in all
   */
  public record Hash(int memoryKib, int iterations, int threads, int queue) {}

  /** Who may make an account. */
  public enum SignUp {
    OPEN,
    CLOSED,
    /** Anyone, after opening a mailed link. */
    CONFIRMED
  }
}
