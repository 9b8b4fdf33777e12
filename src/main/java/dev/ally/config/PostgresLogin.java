package dev.ally.config;

import dev.ally.crypto.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One login at one PostgreSQL database, read from {@code postgresql://user:password@host:port/database}, where user,
 * password and database are percent-encoded; {@code ?sslmode=} and {@code &sslrootcert=} as libpq means them, but that
 * {@code sslrootcert} is refused where {@code sslmode} would leave the certificate unverified.
 *
 * @param password empty when the URI names none
 * @param rootCertificate PEM file of who may sign the server's certificate; empty: whom Java trusts
 * @param scramOnly whether a server that asks for the password otherwise than by SCRAM is to be refused
 */
public record PostgresLogin(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    Encryption encryption,
    Optional<Path> rootCertificate,
    boolean scramOnly) {

  /** libpq's {@code sslmode}, without the two that promise what they do not keep (allow, verify-ca). */
  public enum Encryption {
    DISABLE,
    PREFER,
    REQUIRE,
    VERIFY_FULL;

    /** As it stands in a URI: {@code verify-full}. */
    public String sslmode() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Encryption of(String sslmode) {
      for (Encryption encryption : values()) {
        if (encryption.sslmode().equals(sslmode)) {
          return encryption;
        }
      }
      throw new IllegalArgumentException("sslmode must be disable, prefer, require or verify-full");
    }
  }

  private static final int DEFAULT_PORT = 5432;
  private static final int HIGHEST_PORT = 65535;

  /** @throws IllegalArgumentException saying what would be right, and nothing of what the text holds */
  public static PostgresLogin of(String uri) {
    try {
      return of(new URI(uri));
    } catch (URISyntaxException showsThePassword) {
      throw new IllegalArgumentException(
          "must be postgresql://user:password@host:port/database, with all else percent-encoded", null);
    }
  }

  /** @throws IllegalArgumentException saying what would be right, and nothing of what the URI holds */
  public static PostgresLogin of(URI uri) {
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("must begin with postgresql://");
    }
    // By hand, not by URI.getHost(): Java's URI knows no host with an underscore, and Compose makes such names.
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    int at = authority.lastIndexOf('@');
    String[] person = authority.substring(0, Math.max(at, 0)).split(":", 2);
    String address = authority.substring(at + 1);
    String database = decode(Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", ""));
    if (person[0].isEmpty() || database.isEmpty() || database.contains("/")) {
      throw new IllegalArgumentException("must be postgresql://user:password@host:port/database");
    }
    Parameters parameters = Parameters.of(uri.getRawQuery());
    return new PostgresLogin(
        host(address),
        port(address),
        database,
        decode(person[0]),
        person.length == 2 ? Secret.of(decode(person[1])) : Secret.empty(),
        parameters.encryption,
        parameters.rootCertificate,
        false);
  }

  /** The same database, another login. */
  public PostgresLogin as(String otherUser, Secret otherPassword) {
    return new PostgresLogin(host, port, database, otherUser, otherPassword, encryption, rootCertificate, scramOnly);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }

  private static String host(String address) {
    String host = address.replaceFirst(":[0-9]*$", "");
    if (host.contains(",")) {
      throw new IllegalArgumentException("must name one host; several are not supported");
    }
    if (host.isEmpty()) {
      return "localhost";
    }
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : decode(host);
  }

  private static int port(String address) {
    int colon = address.lastIndexOf(':');
    String digits = colon > address.lastIndexOf(']') ? address.substring(colon + 1) : "";
    if (digits.isEmpty()) {
      return DEFAULT_PORT;
    }
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("its port must be 1 to " + HIGHEST_PORT);
    }
    return port;
  }

  private record Parameters(Encryption encryption, Optional<Path> rootCertificate) {
    static Parameters of(String query) {
      Encryption encryption = Encryption.PREFER;
      Optional<Path> rootCertificate = Optional.empty();
      for (String parameter : query == null ? new String[0] : query.split("&")) {
        String[] pair = parameter.split("=", 2);
        String value = pair.length == 2 ? decode(pair[1]) : "";
        switch (pair[0]) {
          case "sslmode" -> encryption = Encryption.of(value);
          case "sslrootcert" -> rootCertificate = Optional.of(file(value));
          default -> throw new IllegalArgumentException(
              "may carry no parameters but sslmode and sslrootcert" + named(pair[0], query));
        }
      }
      if (rootCertificate.isPresent() && encryption != Encryption.VERIFY_FULL) {
        throw new IllegalArgumentException("sslrootcert needs sslmode=verify-full: with "
            + encryption.sslmode() + " no certificate is verified");
      }
      return new Parameters(encryption, rootCertificate);
    }

    private static Path file(String value) {
      if (value.isEmpty() || value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("sslrootcert must name a file");
      }
      return Path.of(value);
    }

    /** Only what cannot be part of a password that was not encoded. */
    private static String named(String parameter, String query) {
      return parameter.matches("[a-z_]{1,40}") && !query.contains("@") ? ", not " + parameter : "";
    }
  }

  /** Percent-encoding alone: a plus sign in a password is a plus sign. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
