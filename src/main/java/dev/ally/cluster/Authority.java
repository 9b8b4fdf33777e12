package dev.ally.cluster;

import dev.ally.bus.Hop;
import dev.ally.bus.Role;
import dev.ally.crypto.AgreedKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
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
  /** The directory of the authorities, which stays off the nodes. */
  private static final String KEPT = "authority";

  private final SecureRandom random;
  private final Instant now;

  public Authority(Clock clock, SecureRandom random) {
    this.random = random;
    this.now = clock.instant();
  }

  /**
   * The files that were made.
   *
   * @param isNewCluster whether there was no cluster in the directory before
   * @param files in the order in which they were made
   */
  public record Made(boolean isNewCluster, List<Path> files) {
    public Made {
      files = List.copyOf(files);
    }
  }

  /**
   * Creates a cluster, or what is missing in an existing one: the directory of a role that it does not know yet, and what
   * the neighbours of this role need of it. No file is replaced.
   *
   * @param directory is that of a cluster, or empty, or does not exist
   * @throws ClusterRefused if it cannot be read or written, or something is missing that only its operator has
   */
  public Made init(Path directory) {
    try {
      boolean isNew = !Files.exists(directory.resolve(KEPT));
      makePrivate(directory);
      if (isNew) {
        requireEmpty(directory);
      }
      return new Made(isNew, new Completion(directory).run());
    } catch (IOException e) {
      throw new ClusterRefused("The keys cannot be written to " + directory + ": " + e, e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("every Java has P-256 and SHA-256", e);
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> there = Files.list(directory)) {
      if (there.findAny().isPresent()) {
        throw new ClusterRefused(directory + " is not empty, and has no directory " + KEPT
            + " of a cluster: name another directory");
      }
    }
  }

  /** Makes what is missing in a directory. A run that was interrupted can be repeated. */
  private final class Completion {
    private final Path directory;
    private final List<Path> made = new ArrayList<>();

    Completion(Path directory) {
      this.directory = directory;
    }

    List<Path> run() throws IOException, GeneralSecurityException, OperatorCreationException {
      Path kept = makePrivate(directory.resolve(KEPT));
      for (Role role : Role.values()) {
        if (!Files.exists(own(role))) {
          requireUnknown(role);
          Signer root = signer(kept.resolve(Credentials.AUTHORITY), ROOT, Optional.empty());
          Signer signer =
              signer(kept.resolve(Credentials.authorityOf(role)), ROOT + ", " + role.text(), Optional.of(root));
          makeOwn(role, root, signer);
        }
      }
      for (Role role : Role.values()) {
        for (Role other : neighbours(role)) {
          copy(kept.resolve(Credentials.authorityOf(other)), own(role), Pem.CERTIFICATE);
          copy(own(other).resolve(Credentials.busKeyOf(other)), own(role), Pem.PUBLIC_KEY);
        }
      }
      return made;
    }

    private Path own(Role role) {
      return directory.resolve(role.text());
    }

    /** A second directory of a role would have other keys than those that the other roles know. */
    private void requireUnknown(Role role) {
      for (Role other : Role.values()) {
        if (other != role && Files.exists(own(other).resolve(Credentials.busKeyOf(role)))) {
          throw new ClusterRefused(own(role) + " is missing, and " + own(other) + " has its key: put it back");
        }
      }
    }

    /** The signer whose certificate is in a file, with its key beside it; makes both if there is neither. */
    private Signer signer(Path file, String name, Optional<Signer> above)
        throws IOException, GeneralSecurityException, OperatorCreationException {
      Path keyFile = file.resolveSibling(file.getFileName().toString().replace(".pem", "-key.pem"));
      if (Files.exists(file) || Files.exists(keyFile)) {
        X509Certificate certificate = Pem.certificate(file);
        PrivateKey key = Pem.signingKey(keyFile);
        return new Signer(certificate, new KeyPair(certificate.getPublicKey(), key));
      }
      KeyPair keys = signingKeys();
      Signer signer = new Signer(
          certificate(name, keys.getPublic(), above, above.map(Signer::keys).orElse(keys), true), keys);
      write(keyFile, Pem.PRIVATE_KEY, keys.getPrivate().getEncoded());
      write(file, Pem.CERTIFICATE, signer.certificate.getEncoded());
      return signer;
    }

    /** What a role needs of its own, under another name until it is whole. */
    private void makeOwn(Role role, Signer root, Signer signer)
        throws IOException, GeneralSecurityException, OperatorCreationException {
      Path draft = directory.resolve(role.text() + ".draft");
      clear(draft);
      makePrivate(draft);
      KeyPair keys = signingKeys();
      KeyPair busKeys = AgreedKeys.generate(random);
      X509Certificate certificate = certificate(role.text(), keys.getPublic(), Optional.of(signer), signer.keys, false);
      Pem.write(draft.resolve(Credentials.AUTHORITY), Pem.CERTIFICATE, root.certificate.getEncoded());
      Pem.write(draft.resolve(Credentials.CERTIFICATE), Pem.CERTIFICATE,
          certificate.getEncoded(), signer.certificate.getEncoded());
      Pem.write(draft.resolve(Credentials.PRIVATE_KEY), Pem.PRIVATE_KEY, keys.getPrivate().getEncoded());
      Pem.write(draft.resolve(Credentials.BUS_KEY), Pem.PRIVATE_KEY, busKeys.getPrivate().getEncoded());
      Pem.write(draft.resolve(Credentials.busKeyOf(role)), Pem.PUBLIC_KEY, busKeys.getPublic().getEncoded());
      Files.move(draft, own(role), StandardCopyOption.ATOMIC_MOVE);
      try (Stream<Path> files = Files.list(own(role))) {
        files.sorted().forEach(made::add);
      }
    }

    private void clear(Path draft) throws IOException {
      if (Files.exists(draft)) {
        try (Stream<Path> files = Files.list(draft)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
      }
    }

    private void copy(Path file, Path folder, String label) throws IOException {
      Path copy = folder.resolve(file.getFileName());
      if (!Files.exists(copy)) {
        write(copy, label, Pem.read(file, label));
      }
    }

    private void write(Path file, String label, byte[] der) throws IOException {
      Pem.write(file, label, der);
      made.add(file);
    }
  }

  /** A signer of certificates: the cluster's authority, or that of one role below it. */
  private record Signer(X509Certificate certificate, KeyPair keys) {}

  /**
   * The roles whose connections a node of this role accepts on the bus; a process of several roles has one certificate.
   */
  static Set<Role> neighbours(Role role) {
    Set<Role> neighbours = EnumSet.noneOf(Role.class);
    Stream.of(Role.values()).filter(other -> communicate(role, other)).forEach(neighbours::add);
    if (role == Role.ACCOUNT || role == Role.OIDC) {
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
        issuer.map(above -> above.certificate.getSubjectX500Principal()).orElse(subject),
        new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
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
