package dev.ally.harness;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for servers of a test, also such as nobody should accept. Files in PEM. */
public final class TestAuthority {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final String name;
  private final KeyPair keys = keys();

  /** @param directory where the files are written: {@code NAME.pem} is the authority's own certificate */
  public TestAuthority(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    write(name + ".pem", "CERTIFICATE", encoded(certificate(name, Optional.empty(), keys.getPublic(),
        Instant.now().plus(Duration.ofDays(30)))));
  }

  /** The authority's own certificate. */
  public Path certificate() {
    return directory.resolve(name + ".pem");
  }

  /** Writes a server's certificate and key to {@code server.pem} and {@code server.key}, in the place of those before. */
  public void issue(String host, Instant expires) {
    KeyPair own = keys();
    write("server.pem", "CERTIFICATE", encoded(certificate(host, Optional.of(host), own.getPublic(), expires)));
    Path key = write("server.key", "PRIVATE KEY", own.getPrivate().getEncoded());
    try {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate certificate(String subject, Optional<String> host, PublicKey key, Instant expires) {
    try {
      var builder = new JcaX509v3CertificateBuilder(
          new X500Principal("CN=" + name), new BigInteger(100, RANDOM).setBit(100),
          Date.from(expires.minus(Duration.ofDays(60))), Date.from(expires), new X500Principal("CN=" + subject), key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host.isEmpty()));
      if (host.isPresent()) {
        builder.addExtension(Extension.subjectAlternativeName, false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, host.get())));
      }
      return new JcaX509CertificateConverter().getCertificate(
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String file, String kind, byte[] content) {
    try {
      return Files.writeString(directory.resolve(file), "-----BEGIN " + kind + "-----\n"
          + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind + "-----\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
