package dev.ally.cluster;

import dev.ally.contract.Role;
import dev.ally.contract.cluster.RoleKeys;
import dev.ally.crypto.AgreedKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process shows to be let into the cluster, and the keys under which it speaks.
 *
 * @param certificate of one of its roles; more than one is only shown by a process that runs several
 */
record Credentials(X509Certificate certificate, KeyStore own, X509Certificate authority, RoleKeys keys) {
  static final String AUTHORITY = "authority.pem";
  static final String CERTIFICATE = "certificate.pem";
  static final String PRIVATE_KEY = "private-key.pem";
  static final String BUS_KEY = "bus-key.pem";
  static final char[] NO_PASSWORD = new char[0];

  private static final String COMMON_NAME = "CN=";
  /** Whose certificate a process of several roles shows: the one that is let in by the others that it speaks with. */
  private static final List<Role> SHOWN_FIRST = List.of(Role.ACCOUNT, Role.TOTP, Role.WEB);

  static String busKeyOf(Role role) {
    return "bus-" + role.text() + ".pem";
  }

  /**
   * Reads those of the roles that run in this process.
   *
   * @param directory of the role, or of all with a directory for each
   * @throws ClusterRefused when something is missing, damaged, another role's or over
   */
  static Credentials read(Path directory, Set<Role> roles, Clock clock) {
    Map<Role, KeyPair> own = new EnumMap<>(Role.class);
    Map<Role, PublicKey> known = new EnumMap<>(Role.class);
    for (Role role : roles) {
      Path folder = folder(directory, role, roles);
      requireRole(folder, role, clock);
      PublicKey publicKey = publicKey(folder, role);
      own.put(role, new KeyPair(publicKey, privateKey(folder)));
      known.put(role, publicKey);
      for (Role other : Role.values()) {
        if (Authority.speak(role, other)) {
          known.put(other, publicKey(folder, other));
        }
      }
    }
    Role shown = SHOWN_FIRST.stream().filter(roles::contains).findFirst().orElseThrow();
    Path folder = folder(directory, shown, roles);
    X509Certificate certificate = certificate(folder.resolve(CERTIFICATE));
    X509Certificate authority = certificate(folder.resolve(AUTHORITY));
    return new Credentials(certificate, keyStore(folder, certificate, authority), authority, new RoleKeys(own, known));
  }

  /** @throws IllegalArgumentException when it is no role's */
  static Role roleOf(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName();
    if (!name.startsWith(COMMON_NAME)) {
      throw new IllegalArgumentException("it names no role");
    }
    return Role.of(name.substring(COMMON_NAME.length()));
  }

  private static Path folder(Path directory, Role role, Set<Role> roles) {
    Path inside = directory.resolve(role.text());
    return roles.size() > 1 || Files.isDirectory(inside) ? inside : directory;
  }

  private static void requireRole(Path folder, Role role, Clock clock) {
    X509Certificate certificate = certificate(folder.resolve(CERTIFICATE));
    try {
      if (roleOf(certificate) != role) {
        throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + folder + " is " + roleOf(certificate).text() + "'s, not "
            + role.text() + "'s");
      }
      certificate.checkValidity(Date.from(clock.instant()));
    } catch (IllegalArgumentException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: the certificate in " + folder + " is no role's", e);
    } catch (CertificateException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: the certificate in " + folder + " is over: make a new cluster", e);
    }
  }

  private static PrivateKey privateKey(Path folder) {
    try {
      return AgreedKeys.privateKey(Pem.read(folder.resolve(BUS_KEY), Pem.PRIVATE_KEY));
    } catch (IllegalArgumentException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + folder.resolve(BUS_KEY) + ": " + e.getMessage(), e);
    }
  }

  private static PublicKey publicKey(Path folder, Role role) {
    Path file = folder.resolve(busKeyOf(role));
    try {
      return AgreedKeys.publicKey(Pem.read(file, Pem.PUBLIC_KEY));
    } catch (IllegalArgumentException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + ": " + e.getMessage(), e);
    }
  }

  private static X509Certificate certificate(Path file) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(Pem.read(file, Pem.CERTIFICATE)));
    } catch (CertificateException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no certificate", e);
    }
  }

  private static KeyStore keyStore(Path folder, X509Certificate certificate, X509Certificate authority) {
    Path file = folder.resolve(PRIVATE_KEY);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "role",
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Pem.read(file, Pem.PRIVATE_KEY))),
          NO_PASSWORD,
          new Certificate[] {certificate, authority});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no key of the certificate beside it", e);
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + certificate.getSubjectX500Principal() + "]";
  }
}
