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
 * A login at a PostgreSQL database, read from {@code postgresql://user:password@host:port/database}. User, password and
 * database are percent-encoded. {@code ?sslmode=} and {@code &sslrootcert=} mean the same as in libpq, but {@code
 * sslrootcert} is refused where {@code sslmode} would not verify the certificate.
 *
 * @param password empty when the URI has none
 * @param rootCertificate a PEM file with the authorities that may sign the server's certificate; empty: those that Java
 *     trusts
 * @param scramOnly whether to refuse a server that asks for the password by another method than SCRAM
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

  /** libpq's {@code sslmode}, without {@code allow} and {@code verify-ca}, which protect less than they seem to. */
  public enum Encryption {
    DISABLE,
    PREFER,
    REQUIRE,
    VERIFY_FULL;

    /** As in a URI: {@code verify-full}. */
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

  /** @throws IllegalArgumentException with a message that says what is expected and does not repeat the text */
  public static PostgresLogin of(String uri) {
    try {
      return of(new URI(uri));
    } catch (URISyntaxException showsThePassword) {
      throw new IllegalArgumentException(
          "must be postgresql://user:password@host:port/database, with all else percent-encoded", null);
    }
  }

  /** @throws IllegalArgumentException with a message that says what is expected and does not repeat the URI */
  public static PostgresLogin of(URI uri) {
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("must begin with postgresql://");
    }
    // Not by URI.getHost(): Java accepts no underscore in a host, and Docker Compose makes such names.
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

  /** Another login at the same database. */
  public PostgresLogin as(String otherUser, Secret otherPassword) {
    return new PostgresLogin(host, port, database, otherUser, otherPassword, encryption, rootCertificate, scramOnly);
  }

  /** Without the password. */
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

    /** Names the parameter only if it cannot be part of a password that was not encoded. */
    private static String named(String parameter, String query) {
      return parameter.matches("[a-z_]{1,40}") && !query.contains("@") ? ", not " + parameter : "";
    }
  }

  /** Decodes percent-encoding only: a plus sign stays a plus sign. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
