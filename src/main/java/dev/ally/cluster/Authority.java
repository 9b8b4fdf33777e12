package dev.ally.cluster;

import dev.ally.bus.Hop;
import dev.ally.bus.Role;
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
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Creates the authority of a cluster and, for each role, a certificate with which its nodes connect and the static keys
 * with which it communicates with neighbouring roles.
 *
 * <p>Below the cluster's authority each role has an authority of its own, so that a node recognises the role by the
 * issuer, and accepts only roles that it communicates with. Certificates use ECDSA on P-256, static keys X25519. A role
 * gets its own private keys and the public keys of others that it needs, so {@code web} has no key that {@code totp}
 * would accept.
 */
public final class Authority {
  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration CLOCKS_APART = Duration.ofHours(1);
  private static final int SERIAL_BITS = 120;
  private static final String ROOT = "Ally cluster";

  private final SecureRandom random;
  private final Instant now;

  public Authority(Clock clock, SecureRandom random) {
    this.random = random;
    this.now = clock.instant();
  }

  /**
   * Creates all files.
   *
   * @param directory is empty or does not exist
   * @throws ClusterRefused if it cannot be written
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
    Signer root = signer(ROOT, Optional.empty());
    Path kept = makePrivate(directory.resolve("authority"));
    write(kept, root, Credentials.AUTHORITY, "authority-key.pem");
    Map<Role, Signer> signers = new EnumMap<>(Role.class);
    Map<Role, KeyPair> staticKeys = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      Signer signer = signer(ROOT + ", " + role.text(), Optional.of(root));
      write(kept, signer, Credentials.authorityOf(role), role.text() + "-authority-key.pem");
      signers.put(role, signer);
      staticKeys.put(role, AgreedKeys.generate(random));
    }
    for (Role role : Role.values()) {
      Path own = makePrivate(directory.resolve(role.text()));
      Signer signer = signers.get(role);
      KeyPair keys = signingKeys();
      X509Certificate certificate = certificate(role.text(), keys.getPublic(), Optional.of(signer), signer.keys, false);
      Pem.write(own.resolve(Credentials.AUTHORITY), Pem.CERTIFICATE, root.certificate.getEncoded());
      Pem.write(own.resolve(Credentials.CERTIFICATE), Pem.CERTIFICATE,
          certificate.getEncoded(), signer.certificate.getEncoded());
      Pem.write(own.resolve(Credentials.PRIVATE_KEY), Pem.PRIVATE_KEY, keys.getPrivate().getEncoded());
      for (Role neighbour : neighbours(role)) {
        Pem.write(own.resolve(Credentials.authorityOf(neighbour)), Pem.CERTIFICATE,
            signers.get(neighbour).certificate.getEncoded());
      }
      writeStaticKeys(own, role, staticKeys);
    }
  }

  /** A signer of certificates: the cluster's authority, or that of one role below it. */
  private record Signer(X509Certificate certificate, KeyPair keys) {}

  private Signer signer(String name, Optional<Signer> above)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair keys = signingKeys();
    return new Signer(
        certificate(name, keys.getPublic(), above, above.map(Signer::keys).orElse(keys), true), keys);
  }

  private static void write(Path kept, Signer signer, String certificate, String key)
      throws IOException, GeneralSecurityException {
    Pem.write(kept.resolve(certificate), Pem.CERTIFICATE, signer.certificate.getEncoded());
    Pem.write(kept.resolve(key), Pem.PRIVATE_KEY, signer.keys.getPrivate().getEncoded());
  }

  private static void writeStaticKeys(Path own, Role role, Map<Role, KeyPair> staticKeys) throws IOException {
    PrivateKey secret = staticKeys.get(role).getPrivate();
    Pem.write(own.resolve(Credentials.BUS_KEY), Pem.PRIVATE_KEY, secret.getEncoded());
    Pem.write(own.resolve(Credentials.busKeyOf(role)), Pem.PUBLIC_KEY, staticKeys.get(role).getPublic().getEncoded());
    for (Role other : Role.values()) {
      if (communicate(role, other)) {
        Pem.write(
            own.resolve(Credentials.busKeyOf(other)), Pem.PUBLIC_KEY, staticKeys.get(other).getPublic().getEncoded());
      }
    }
  }

  /**
   * The roles whose connections a node of this role accepts on the bus; a process of several roles has one certificate.
   */
  static Set<Role> neighbours(Role role) {
    Set<Role> neighbours = EnumSet.noneOf(Role.class);
    Stream.of(Role.values()).filter(other -> communicate(role, other)).forEach(neighbours::add);
    if (role == Role.ACCOUNT) {
      neighbours.add(role);
    }
    return neighbours;
  }

  /** Whether one of two different roles asks the other. */
  static boolean communicate(Role one, Role other) {
    return one != other && Stream.of(Hop.values()).anyMatch(way ->
        way.asker() == one && way.server() == other || way.asker() == other && way.server() == one);
  }

  private KeyPair signingKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(
      String name, PublicKey key, Optional<Signer> issuer, KeyPair signer, boolean isAuthority)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    X500Principal subject = new X500Principal("CN=\"" + name + "\"");
    var builder = new JcaX509v3CertificateBuilder(
        issuer.map(above -> above.certificate.getSubjectX500Principal()).orElse(subject), new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
        Date.from(now.minus(CLOCKS_APART)), Date.from(now.plus(LIFE)), subject, key);
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
