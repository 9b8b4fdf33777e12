package dev.ally.cluster;

import dev.ally.contract.Role;
import dev.ally.contract.Way;
import dev.ally.crypto.AgreedKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the authority of a cluster, and for each role a certificate by which nodes are let in and the lasting keys under
 * which it speaks with the roles next to it.
 *
 * <p>ECDSA on P-256 for the certificates, X25519 for the lasting keys. A role gets its own private keys and of the
 * others the public keys that it needs, so that {@code web} holds nothing that {@code totp} would believe.
 */
public final class Authority {
  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration CLOCKS_APART = Duration.ofHours(1);
  private static final int SERIAL_BITS = 120;

  private final SecureRandom random;
  private final Instant now;

  public Authority(Clock clock, SecureRandom random) {
    this.random = random;
    this.now = clock.instant();
  }

  /**
   * Makes all of it.
   *
   * @param directory is empty or not there
   * @throws ClusterRefused when it cannot be written
   */
  public void init(Path directory) {
    try {
      makePrivate(directory);
      try (Stream<Path> there = Files.list(directory)) {
        if (there.findAny().isPresent()) {
          throw new ClusterRefused(directory + " is not empty: a cluster has one authority, name another directory");
        }
      }
      write(directory);
    } catch (IOException e) {
      throw new ClusterRefused("The keys cannot be written to " + directory + ": " + e, e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("every Java has P-256 and SHA-256", e);
    }
  }

  private void write(Path directory) throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair authority = signingKeys();
    X509Certificate root = certificate("Ally cluster", authority.getPublic(), "Ally cluster", authority, true);
    Path kept = makePrivate(directory.resolve("authority"));
    Pem.write(kept.resolve(Credentials.AUTHORITY), Pem.CERTIFICATE, root.getEncoded());
    Pem.write(kept.resolve(Credentials.PRIVATE_KEY), Pem.PRIVATE_KEY, authority.getPrivate().getEncoded());
    Map<Role, KeyPair> lasting = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      lasting.put(role, AgreedKeys.generate(random));
    }
    for (Role role : Role.values()) {
      Path own = makePrivate(directory.resolve(role.text()));
      KeyPair keys = signingKeys();
      X509Certificate certificate = certificate(role.text(), keys.getPublic(), "Ally cluster", authority, false);
      Pem.write(own.resolve(Credentials.AUTHORITY), Pem.CERTIFICATE, root.getEncoded());
      Pem.write(own.resolve(Credentials.CERTIFICATE), Pem.CERTIFICATE, certificate.getEncoded());
      Pem.write(own.resolve(Credentials.PRIVATE_KEY), Pem.PRIVATE_KEY, keys.getPrivate().getEncoded());
      writeLasting(own, role, lasting);
    }
  }

  private static void writeLasting(Path own, Role role, Map<Role, KeyPair> lasting) throws IOException {
    PrivateKey secret = lasting.get(role).getPrivate();
    Pem.write(own.resolve(Credentials.BUS_KEY), Pem.PRIVATE_KEY, secret.getEncoded());
    Pem.write(own.resolve(Credentials.busKeyOf(role)), Pem.PUBLIC_KEY, lasting.get(role).getPublic().getEncoded());
    for (Role other : Role.values()) {
      if (speak(role, other)) {
        Pem.write(own.resolve(Credentials.busKeyOf(other)), Pem.PUBLIC_KEY, lasting.get(other).getPublic().getEncoded());
      }
    }
  }

  /** Whether one of two different roles asks the other. */
  static boolean speak(Role one, Role other) {
    return one != other && Stream.of(Way.values()).anyMatch(way ->
        way.asker() == one && way.server() == other || way.asker() == other && way.server() == one);
  }

  private KeyPair signingKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(
      String name, PublicKey key, String issuer, KeyPair signer, boolean isAuthority)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var builder = new JcaX509v3CertificateBuilder(
        new X500Principal("CN=" + issuer), new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
        Date.from(now.minus(CLOCKS_APART)), Date.from(now.plus(LIFE)), new X500Principal("CN=" + name), key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(Extension.keyUsage, true,
        new KeyUsage(isAuthority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    if (!isAuthority) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
          new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth}));
    }
    return new JcaX509CertificateConverter().getCertificate(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }

  private static Path makePrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return directory;
    }
    Path whole = directory.toAbsolutePath();
    if (whole.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(whole.getParent());
      return Files.createDirectory(
          directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return Files.createDirectories(directory);
  }
}
