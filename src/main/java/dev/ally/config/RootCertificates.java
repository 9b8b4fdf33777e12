package dev.ally.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the file of {@code sslrootcert}: the certificates of the authorities that may sign a server's certificate. */
public final class RootCertificates {
  private RootCertificates() {}

  /**
   * All certificates of a PEM file.
   *
   * @throws IllegalArgumentException naming the file, when it is missing, unreadable or has no certificate
   */
  public static List<X509Certificate> read(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream content = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("sslrootcert: there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("sslrootcert: the file " + file + " cannot be read", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("sslrootcert: the file " + file + " does not hold certificates in PEM", e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("sslrootcert: the file " + file + " holds no certificate");
    }
    return certificates;
  }
}
