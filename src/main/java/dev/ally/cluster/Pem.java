package dev.ally.cluster;

import dev.ally.files.PrivateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Locale;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Reads and writes PEM files with certificates and keys (RFC 7468). */
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String PUBLIC_KEY = "PUBLIC KEY";

  private Pem() {}

  /** Writes a new file that only its owner may read. */
  static void write(Path file, String label, byte[]... ders) throws IOException {
    Files.createFile(file, PrivateFile.ownerOnly("rw-------"));
    try (PemWriter writer = new PemWriter(
        Files.newBufferedWriter(file, StandardCharsets.US_ASCII, StandardOpenOption.WRITE))) {
      for (byte[] der : ders) {
        writer.writeObject(new PemObject(label, der));
      }
    }
  }

  /**
   * The first object with that label.
   *
   * @throws ClusterRefused if there is none
   */
  static byte[] read(Path file, String label) {
    try (PemReader reader = new PemReader(Files.newBufferedReader(file, StandardCharsets.US_ASCII))) {
      for (PemObject found = reader.readPemObject(); found != null; found = reader.readPemObject()) {
        if (found.getType().equals(label)) {
          return found.getContent();
        }
      }
    } catch (FileSystemException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " cannot be read", e);
    } catch (IOException | DecoderException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " is damaged", e);
    }
    throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no " + label.toLowerCase(Locale.ROOT));
  }

  /** @throws ClusterRefused if the file holds none */
  static X509Certificate certificate(Path file) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(read(file, CERTIFICATE)));
    } catch (CertificateException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no certificate", e);
    }
  }

  /**
   * The private key of a certificate, on P-256.
   *
   * @throws ClusterRefused if the file holds none
   */
  static PrivateKey signingKey(Path file) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(read(file, PRIVATE_KEY)));
    } catch (GeneralSecurityException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no key of the certificate beside it", e);
    }
  }
}
