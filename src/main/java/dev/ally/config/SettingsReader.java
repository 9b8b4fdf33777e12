package dev.ally.config;

import dev.ally.bus.Role;
import dev.ally.config.Settings.Database;
import dev.ally.config.Settings.Hash;
import dev.ally.config.Settings.Keys;
import dev.ally.config.Settings.Listen;
import dev.ally.config.Settings.SignUp;
import dev.ally.crypto.Keyring;
import dev.ally.text.ShownText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Turns the operator's text into {@link Settings}. It does not stop at the first mistake, but reports all of them
 * together.
 */
final class SettingsReader {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_IDLE_SECONDS = 86_400;
  private static final int LARGEST_POOL = 1_000;
  private static final int LONGEST_ISSUER = 64;
  private static final int WAITING_A_THREAD = 64;
  private static final int MOST_THREADS = 1_024;
  private static final int LONGEST_QUEUE = 1_000_000;
  private static final int MOST_MEMORY_KIB = 4 * 1024 * 1024;
  private static final int MOST_ITERATIONS = 1_000;
  private static final int MOST_SIGN_UPS = 1_000_000;
  private static final int MOST_ACTIVITY_DAYS = 36_500;
  /** OWASP's Password Storage Cheat Sheet: argon2id's least memory in KiB for one pass, two passes, and so on. */
  private static final List<Integer> LEAST_MEMORY_KIB = List.of(47_104, 19_456, 12_288, 9_216, 7_168);

  private final List<String> problems = new ArrayList<>();
  private final SettingsSource source;

  private SettingsReader(Map<String, String> environment, Optional<Path> file) {
    source = SettingsSource.of(environment, file, problems);
  }

  static Settings read(Map<String, String> environment, Optional<Path> file) {
    SettingsReader reader = new SettingsReader(environment, file);
    Settings settings = reader.settings();
    if (!reader.problems.isEmpty()) {
      throw new SettingsRefused(reader.problems);
    }
    return settings;
  }

  /** The same for a process with these verticles, and only what they need. */
  static Deployment read(Map<String, String> environment, Optional<Path> file, Set<Role> verticles) {
    SettingsReader reader = new SettingsReader(environment, file);
    Settings settings = reader.settings();
    Optional<ClusterSettings> cluster = new ClusterReader(reader).read(verticles);
    if (!reader.problems.isEmpty()) {
      throw new SettingsRefused(reader.problems);
    }
    return new Deployment(settings, verticles, cluster);
  }

  boolean isSet(Setting setting) {
    return source.isSet(setting);
  }

  void problem(Setting setting, String problem) {
    problems.add(setting + ": " + problem);
  }

  private Settings settings() {
    Listen http = new Listen(
        host(Setting.ALLY_HTTP_HOST, "127.0.0.1"), number(Setting.ALLY_HTTP_PORT, 8080, 0, HIGHEST_PORT));
    Listen management = new Listen(
        host(Setting.ALLY_MANAGEMENT_HOST, "127.0.0.1"), number(Setting.ALLY_MANAGEMENT_PORT, 8081, 0, HIGHEST_PORT));
    if (http.port() == management.port() && http.port() != 0) {
      problems.add(Setting.ALLY_MANAGEMENT_PORT + ": must be another port than " + Setting.ALLY_HTTP_PORT);
    }
    URI publicUrl = parsed(Setting.ALLY_PUBLIC_URL, SettingsReader::publicUrl)
        .orElseGet(() -> Settings.localUrl(http.port()));
    return new Settings(
        http,
        management,
        publicUrl,
        database(),
        new Keys(keyFile(Setting.ALLY_ACCOUNT_KEY_FILE), keyFile(Setting.ALLY_TOTP_KEY_FILE)),
        hash(),
        parsed(Setting.ALLY_DATA_DIR, SettingsReader::directory)
            .orElseGet(() -> Path.of("ally-data").toAbsolutePath()),
        parsed(Setting.ALLY_TRUSTED_PROXIES, SettingsReader::addresses).orElse(List.of()),
        Duration.ofSeconds(number(Setting.ALLY_HTTP_IDLE_SECONDS, 180, 1, LONGEST_IDLE_SECONDS)),
        parsed(Setting.ALLY_ISSUER, SettingsReader::issuer).orElse("Ally"),
        signUp(),
        number(Setting.ALLY_SIGNUPS_PER_HOUR, 500, 1, MOST_SIGN_UPS),
        Duration.ofDays(number(Setting.ALLY_ACTIVITY_DAYS, 400, 1, MOST_ACTIVITY_DAYS)),
        new MailReader(this).read(publicUrl));
  }

  private Database database() {
    Optional<URI> owner = parsed(Setting.ALLY_DATABASE_URI, SettingsReader::databaseUri);
    Optional<URI> account = parsed(Setting.ALLY_ACCOUNT_DATABASE_URI, SettingsReader::databaseUri);
    Optional<URI> totp = parsed(Setting.ALLY_TOTP_DATABASE_URI, SettingsReader::databaseUri);
    if (!source.isSet(Setting.ALLY_CLUSTER_HOSTS) && !source.isSet(Setting.ALLY_DATABASE_URI)
        && source.isSet(Setting.ALLY_ACCOUNT_DATABASE_URI) != source.isSet(Setting.ALLY_TOTP_DATABASE_URI)) {
      Setting missing = source.isSet(Setting.ALLY_TOTP_DATABASE_URI)
          ? Setting.ALLY_ACCOUNT_DATABASE_URI
          : Setting.ALLY_TOTP_DATABASE_URI;
      problems.add(missing + ": must be set too, or " + Setting.ALLY_DATABASE_URI);
    }
    return new Database(owner, account, totp, number(Setting.ALLY_DATABASE_POOL, 16, 1, LARGEST_POOL));
  }

  private Hash hash() {
    int memoryKib = number(Setting.ALLY_HASH_MEMORY_KIB, 19_456, 1, MOST_MEMORY_KIB);
    int iterations = number(Setting.ALLY_HASH_ITERATIONS, 2, 1, MOST_ITERATIONS);
    int least = LEAST_MEMORY_KIB.get(Math.min(iterations, LEAST_MEMORY_KIB.size()) - 1);
    if (memoryKib < least) {
      problems.add(Setting.ALLY_HASH_MEMORY_KIB + ": must be at least " + least + " with "
          + Setting.ALLY_HASH_ITERATIONS + "=" + iterations);
    }
    int threads = number(Setting.ALLY_HASH_THREADS, Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    int queue = number(Setting.ALLY_HASH_QUEUE, threads * WAITING_A_THREAD, 0, LONGEST_QUEUE);
    return new Hash(memoryKib, iterations, threads, queue);
  }

  /**
   * The parsed value. If the parser throws an IllegalArgumentException, the problem is added and the value left out.
   */
  <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
    return source.value(setting).flatMap(value -> {
      try {
        return Optional.of(parser.apply(value));
      } catch (InvalidPathException noFileHasThatName) {
        problems.add(Undecoded.problem(setting.name()));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        problems.add(setting.name() + ": " + e.getMessage());
        return Optional.empty();
      }
    });
  }

  int number(Setting setting, int fallback, int least, int most) {
    return parsed(setting, value -> {
      if (value.matches("[0-9]{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
        return Integer.parseInt(value);
      }
      throw new IllegalArgumentException("must be a whole number from " + least + " to " + most + ", not " + value);
    }).orElse(fallback);
  }

  String host(Setting setting, String fallback) {
    return parsed(setting, value -> {
      if (value.isEmpty() || value.matches(".*[\\s/@].*")) {
        throw new IllegalArgumentException("must be an address or a name of this machine, not \"" + value + "\"");
      }
      return value;
    }).orElse(fallback);
  }

  private Optional<Path> keyFile(Setting setting) {
    return parsed(setting, value -> {
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
    if (!web || !plain || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
      throw new IllegalArgumentException("must be http:// or https://, a host, perhaps a port, and nothing after it");
    }
    return Settings.asBrowsersWriteIt(uri);
  }

  private static URI databaseUri(String value) {
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

  private SignUp signUp() {
    boolean mail = source.isSet(Setting.ALLY_MAIL_HOST);
    return parsed(Setting.ALLY_SIGNUP, value -> switch (value) {
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
}
