package dev.ally.database;

import dev.ally.config.PostgresLogin;
import dev.ally.config.RootCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The authorities that are trusted to sign PostgreSQL's certificate, and the messages for an operator when none did.
 */
final class Trust {
  private Trust() {}

  /**
   * Trusts the certificates of a file.
   *
   * @param rootCertificate empty: trusts the authorities that Java trusts
   * @throws DatabaseRefused if the file cannot be used
   */
  static TrustManager of(Optional<Path> rootCertificate) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(rootCertificate.isEmpty() ? null : store(rootCertificate.get()));
      return factory.getTrustManagers()[0];
    } catch (IllegalArgumentException e) {
      throw new DatabaseRefused(e.getMessage(), e);
    } catch (GeneralSecurityException | IOException e) {
      throw new DatabaseRefused("The trusted certificates cannot be read", e);
    }
  }

  private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : RootCertificates.read(file)) {
      store.setCertificateEntry("root" + number++, certificate);
    }
    return store;
  }

  /** The message of a failed TLS handshake for an operator; empty if the failure is another one. */
  static Optional<String> problem(PostgresLogin login, Throwable failure) {
    String server = "PostgreSQL at " + login.host() + ":" + login.port();
    Optional<String> handshake = Optional.empty();
    Optional<String> certificate = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        handshake = Optional.of("TLS with " + server + " fails: " + cause.getMessage());
      }
      // The innermost cause is the most specific.
      Optional<String> wrong = certificateProblem(login, cause);
      certificate = wrong.isPresent() ? wrong : certificate;
    }
    Optional<String> problem = certificate.map(wrong -> "The certificate of " + server + " " + wrong);
    return problem.isPresent() ? problem : handshake;
  }

  private static Optional<String> certificateProblem(PostgresLogin login, Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return Optional.of("has expired: " + cause.getMessage());
    }
    if (cause instanceof CertificateNotYetValidException) {
      return Optional.of("is not valid yet: " + cause.getMessage());
    }
    if (cause instanceof CertPathBuilderException) {
      return Optional.of("is signed by no authority that is trusted: "
          + login.rootCertificate().map(file -> "none in the file " + file + " (sslrootcert) signed it")
              .orElse("Java knows none that signed it; name the file of the authority with sslrootcert"));
    }
    if (cause instanceof CertPathValidatorException) {
      return Optional.of("is not valid: " + cause.getMessage());
    }
    return cause instanceof CertificateException && isOfTheName(cause.getMessage())
        ? Optional.of("is not for the name " + login.host() + ": " + cause.getMessage())
        : Optional.empty();
  }

  /** Java's check of the host name begins its message like this in every language. */
  private static boolean isOfTheName(String message) {
    return message != null && message.startsWith("No ");
  }
}
