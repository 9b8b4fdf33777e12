package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.bus.cluster.RoleKeys;
import dev.ally.crypto.AgreedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The certificate and keys of a process, and the authorities whose certificates it accepts.
 *
 * @param folder of the role whose certificate it presents
 * @param own certificate and key of that role
 * @param authority of the cluster
 * @param neighbours files with the authorities of the roles that may connect on the bus
 */
record Credentials(Path folder, KeyStore own, X509Certificate authority, Set<Path> neighbours, RoleKeys keys) {
  static final String AUTHORITY = "authority.pem";
  static final String CERTIFICATE = "certificate.pem";
  static final String PRIVATE_KEY = "private-key.pem";
  static final String BUS_KEY = "bus-key.pem";
  static final char[] NO_PASSWORD = new char[0];

  private static final String COMMON_NAME = "CN=";
  /**
   * The order in which a process of several roles chooses its certificate: first the one that all its neighbours
   * accept.
   */
  private static final List<Role> SHOWN_FIRST = List.of(Role.ACCOUNT, Role.OIDC, Role.WEB, Role.TOTP);

  static String authorityOf(Role role) {
    return role.text() + "-authority.pem";
  }

  static String busKeyOf(Role role) {
    return "bus-" + role.text() + ".pem";
  }

  /**
   * Reads the files of the roles that run in this process.
   *
   * @param directory of the role, or one with a directory for each role
   * @throws ClusterRefused if a file is missing, damaged, expired or of another role
   */
  static Credentials read(Path directory, Set<Role> roles, Clock clock) {
    Map<Role, KeyPair> own = new EnumMap<>(Role.class);
    Map<Role, PublicKey> known = new EnumMap<>(Role.class);
    Set<Path> neighbours = new TreeSet<>();
    for (Role role : roles) {
      Path folder = folder(directory, role, roles);
      requireRole(folder, role, clock);
      Set<Role> met = Authority.neighbours(role);
      if (role != Role.OIDC && !knowsOidc(folder)) {
        met.remove(Role.OIDC);
      }
      met.forEach(neighbour -> neighbours.add(folder.resolve(authorityOf(neighbour))));
      PublicKey publicKey = publicKey(folder, role);
      own.put(role, new KeyPair(publicKey, privateKey(folder)));
      known.put(role, publicKey);
      for (Role other : met) {
        known.put(other, publicKey(folder, other));
      }
    }
    Role shown = SHOWN_FIRST.stream().filter(roles::contains).findFirst().orElseThrow();
    Path folder = folder(directory, shown, roles);
    return new Credentials(
        folder, keyStore(folder), Pem.certificate(folder.resolve(AUTHORITY)), neighbours, new RoleKeys(own, known));
  }

  /** A directory that was made before there was {@code oidc} lacks its files; such a node works without that role. */
  private static boolean knowsOidc(Path folder) {
    return Files.exists(folder.resolve(authorityOf(Role.OIDC))) && Files.exists(folder.resolve(busKeyOf(Role.OIDC)));
  }

  /** @throws IllegalArgumentException if it names no role */
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
    X509Certificate certificate = Pem.certificate(folder.resolve(CERTIFICATE));
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

  private static KeyStore keyStore(Path folder) {
    Path file = folder.resolve(PRIVATE_KEY);
    try (InputStream chain = Files.newInputStream(folder.resolve(CERTIFICATE))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "role",
          Pem.signingKey(file),
          NO_PASSWORD,
          CertificateFactory.getInstance("X.509").generateCertificates(chain).toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no key of the certificate beside it", e);
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + folder + "]";
  }
}
