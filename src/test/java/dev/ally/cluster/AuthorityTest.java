package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Role;
import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What "cluster init" makes: a cluster, or what one of a version without {@code oidc} lacks. */
class AuthorityTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path parent;
  private final Authority authority = new Authority(CLOCK, new SecureRandom());
  private Path cluster;

  @BeforeEach
  void name() {
    cluster = parent.resolve("cluster");
  }

  private Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(cluster)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        files.put(cluster.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private Credentials credentials(Role... roles) {
    return Credentials.read(cluster, EnumSet.copyOf(List.of(roles)), CLOCK);
  }

  /** As the version before left it. */
  private void makeOneWithoutOidc() throws IOException {
    authority.init(cluster);
    for (String file : files().keySet()) {
      if (file.startsWith("oidc/") || file.contains("oidc")) {
        Files.delete(cluster.resolve(file));
      }
    }
    Files.delete(cluster.resolve("oidc"));
  }

  @Test
  void aNewClusterHasADirectoryForEachRoleWithWhatItNeedsAndNoMore() throws IOException {
    Authority.Made made = authority.init(cluster);
    assertThat(made.isNewCluster()).isTrue();
    assertThat(files().keySet()).containsExactlyInAnyOrder(
        "authority/authority.pem", "authority/authority-key.pem",
        "authority/web-authority.pem", "authority/web-authority-key.pem",
        "authority/account-authority.pem", "authority/account-authority-key.pem",
        "authority/totp-authority.pem", "authority/totp-authority-key.pem",
        "authority/oidc-authority.pem", "authority/oidc-authority-key.pem",
        "web/authority.pem", "web/certificate.pem", "web/private-key.pem", "web/bus-key.pem", "web/bus-web.pem",
        "web/bus-account.pem", "web/account-authority.pem", "web/bus-oidc.pem", "web/oidc-authority.pem",
        "account/authority.pem", "account/certificate.pem", "account/private-key.pem", "account/bus-key.pem",
        "account/bus-account.pem", "account/account-authority.pem", "account/bus-web.pem", "account/web-authority.pem",
        "account/bus-totp.pem", "account/totp-authority.pem", "account/bus-oidc.pem", "account/oidc-authority.pem",
        "totp/authority.pem", "totp/certificate.pem", "totp/private-key.pem", "totp/bus-key.pem", "totp/bus-totp.pem",
        "totp/bus-account.pem", "totp/account-authority.pem",
        "oidc/authority.pem", "oidc/certificate.pem", "oidc/private-key.pem", "oidc/bus-key.pem", "oidc/bus-oidc.pem",
        "oidc/oidc-authority.pem", "oidc/bus-account.pem", "oidc/account-authority.pem", "oidc/bus-web.pem",
        "oidc/web-authority.pem");
    assertThat(made.files()).hasSameSizeAs(files().keySet());
    if (PrivateFile.POSIX) {
      for (String file : files().keySet()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.resolve(file))))
            .as(file).isEqualTo("rw-------");
      }
      for (Role role : Role.values()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.resolve(role.text()))))
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void anExistingClusterGetsWhatItLacksAndKeepsEveryFile() throws Exception {
    makeOneWithoutOidc();
    Map<String, String> before = files();

    Authority.Made made = authority.init(cluster);
    assertThat(made.isNewCluster()).isFalse();
    assertThat(files()).containsAllEntriesOf(before);
    Set<String> added = new HashSet<>(files().keySet());
    added.removeAll(before.keySet());
    assertThat(made.files().stream().map(file -> cluster.relativize(file).toString()))
        .containsExactlyInAnyOrderElementsOf(added);
    assertThat(added).contains("oidc/certificate.pem", "oidc/bus-web.pem", "web/bus-oidc.pem", "web/oidc-authority.pem",
        "account/bus-oidc.pem", "account/oidc-authority.pem").noneMatch(file -> file.startsWith("totp/"));

    Credentials oidc = credentials(Role.OIDC);
    X509Certificate root = Pem.certificate(cluster.resolve("authority/authority.pem"));
    assertThat(oidc.authority()).isEqualTo(root);
    Pem.certificate(cluster.resolve("oidc/oidc-authority.pem")).verify(root.getPublicKey());
    Pem.certificate(cluster.resolve("oidc/certificate.pem"))
        .verify(Pem.certificate(cluster.resolve("account/oidc-authority.pem")).getPublicKey());
    assertThat(credentials(Role.ACCOUNT).keys().known().get(Role.OIDC))
        .isEqualTo(oidc.keys().own().get(Role.OIDC).getPublic());
    assertThat(oidc.keys().known().get(Role.ACCOUNT))
        .isEqualTo(credentials(Role.ACCOUNT).keys().own().get(Role.ACCOUNT).getPublic());
  }

  @Test
  void aClusterThatLacksNothingIsLeftAsItIs() {
    authority.init(cluster);
    Map<String, String> before = files();
    assertThat(authority.init(cluster)).isEqualTo(new Authority.Made(false, List.of()));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatAnInterruptedRunHasLeftIsCompleted() throws IOException {
    makeOneWithoutOidc();
    Path draft = Files.createDirectory(cluster.resolve("oidc.draft"));
    Files.writeString(draft.resolve("certificate.pem"), "half");
    authority.init(cluster);
    assertThat(draft).doesNotExist();
    Files.delete(cluster.resolve("account/bus-oidc.pem"));
    assertThat(authority.init(cluster).files()).containsExactly(cluster.resolve("account/bus-oidc.pem"));
    assertThatCode(() -> credentials(Role.OIDC)).doesNotThrowAnyException();
  }

  @Test
  void keysOfAClusterWithoutOidcAreGoodForTheOtherRoles() throws IOException {
    makeOneWithoutOidc();
    for (Role role : Role.allBut(Role.OIDC)) {
      assertThat(credentials(role).keys().known()).doesNotContainKey(Role.OIDC);
      assertThat(credentials(role).neighbours()).allSatisfy(file -> assertThat(file).exists());
    }
    assertThatThrownBy(() -> credentials(Role.OIDC)).isInstanceOf(ClusterRefused.class)
        .hasMessageContaining("ALLY_CLUSTER_KEYS");
  }

  /** A process of several roles shows the certificate of one: every process that it connects to must accept that one. */
  @Test
  void whateverRolesShareAProcessItIsLetInWhereItAsksOrIsAsked() {
    authority.init(cluster);
    Map<Set<Role>, Credentials> processes = new HashMap<>();
    for (int some = 1; some < 1 << Role.values().length; some++) {
      int chosen = some;
      EnumSet<Role> roles = EnumSet.allOf(Role.class);
      roles.removeIf(role -> (chosen & 1 << role.ordinal()) == 0);
      processes.put(roles, Credentials.read(cluster, roles, CLOCK));
    }
    assertThat(processes).hasSize(15);
    processes.forEach((from, shown) -> processes.forEach((to, accepting) -> {
      if (from.stream().anyMatch(one -> to.stream().anyMatch(other -> Authority.communicate(one, other)))) {
        String authorityFile = shown.folder().getFileName() + "-authority.pem";
        assertThat(accepting.neighbours()).as("%s connects to %s", from, to)
            .anyMatch(file -> file.getFileName().toString().equals(authorityFile));
      }
    }));
  }

  @Test
  void aFileOfAnotherRoleMayNotBeMissing() throws IOException {
    authority.init(cluster);
    Files.delete(cluster.resolve("web/bus-account.pem"));
    assertThatThrownBy(() -> credentials(Role.WEB)).isInstanceOf(ClusterRefused.class)
        .hasMessageContaining("bus-account.pem");
  }

  /** It would get other keys than those that the others know. */
  @Test
  void aRoleWhoseDirectoryIsGoneIsNotMadeASecondTime() throws IOException {
    authority.init(cluster);
    for (String file : files().keySet()) {
      if (file.startsWith("web/")) {
        Files.delete(cluster.resolve(file));
      }
    }
    Files.delete(cluster.resolve("web"));
    Map<String, String> before = files();
    assertThatThrownBy(() -> authority.init(cluster)).isInstanceOf(ClusterRefused.class)
        .hasMessageContaining(cluster.resolve("web") + " is missing").hasMessageContaining("put it back");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void withoutTheKeptAuthorityNothingIsAdded() throws IOException {
    makeOneWithoutOidc();
    Files.delete(cluster.resolve("authority/authority-key.pem"));
    assertThatThrownBy(() -> authority.init(cluster)).isInstanceOf(ClusterRefused.class)
        .hasMessageContaining("authority-key.pem");
  }

  @Test
  void aDirectoryOfOtherThingsIsRefused() throws IOException {
    Files.createDirectories(cluster.resolve("photos"));
    assertThatThrownBy(() -> authority.init(cluster)).isInstanceOf(ClusterRefused.class)
        .hasMessageContaining("is not empty");
    assertThat(files()).isEmpty();
  }
}
