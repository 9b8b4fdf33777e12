package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.Postmasters;
import dev.ally.harness.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar on its embedded database: started, stopped, killed, and started again. */
final class ServeIT {
  private static final Duration PROMISED_STOP = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void itServesPagesAndHealthOnTwoPortsAndStopsCleanly() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).asForLong().with("ALLY_SIGN_UP", "closed").start().awaitReady()) {
      assertThat(ally.out()).contains("WARN").contains("ALLY_SIGN_UP is not a setting and has no effect");
      assertThat(ally.get("/").statusCode()).isEqualTo(200);
      assertThat(ally.getManagement("/health/live").statusCode()).isEqualTo(200);
      assertThat(ally.getManagement("/health/ready").statusCode()).isEqualTo(200);
      assertThat(ally.getManagement("/metrics").body()).contains("jvm_memory_used_bytes");
      for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
        assertThat(ally.get(path).statusCode()).as(path).isEqualTo(404);
      }
      long postmaster = postmaster().orElseThrow();
      assertThat(ally.terminate().exit(PROMISED_STOP)).isZero();
      assertThat(Postmasters.runs(postmaster)).isFalse();
      assertThat(ally.err()).isEmpty();
    }
  }

  @Test
  void aStartAndAStopWriteThreeLines() throws Exception {
    for (int start = 1; start <= 2; start++) {
      try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
        assertThat(ally.get("/login").statusCode()).isEqualTo(200);
        ally.terminate().exit(PROMISED_STOP);
        assertThat(ally.out().lines().map(line -> line.replaceAll("^20\\S+ |[0-9]{4,}$", ""))).containsExactly(
            "INFO  EmbeddedDatabase - The embedded PostgreSQL listens on 127.0.0.1:", "Ally is ready: http://localhost:",
            "INFO  Server - Stopping");
        assertThat(ally.err()).isEmpty();
      }
    }
  }

  @Test
  void aPublicAddressInClearIsWarnedOf() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).with("ALLY_PUBLIC_URL", "http://accounts.example.org")
        .with("ALLY_DATABASE_URI", "postgresql://a:b@127.0.0.1:1/none").start()) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.out()).containsOnlyOnce("WARN  Server - ALLY_PUBLIC_URL is http://accounts.example.org, ");
    }
  }

  @Test
  void nothingIsLeftBesideTheDataDirectory() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      ally.terminate().exit(PROMISED_STOP);
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.matches("ally\\d+\\..*")))
          .containsExactly("ally-data");
    }
    for (String file : List.of("account.key", "totp.key", "oidc.key", "database.properties")) {
      Path secret = directory.resolve("ally-data").resolve(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).as(file).isEqualTo("rw-------");
    }
  }

  @Test
  void aKilledServersAccountsAreThereAgain() throws Exception {
    long orphan;
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      assertThat(create("a@example.org").exit()).isZero();
      orphan = postmaster().orElseThrow();
      ally.kill();
    }
    assertThat(Postmasters.runs(orphan)).as("the database outlives a killed server").isTrue();
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      assertThat(Postmasters.runs(orphan)).isFalse();
      AllyProcess again = create("a@example.org");
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err().lines()).containsExactly(
          "No account was made: there is an account with this email address already");
      assertThat(ally.terminate().exit(PROMISED_STOP)).isZero();
    }
  }

  @Test
  void aSecondServerOnTheSameDataIsRefusedAndTheFirstServesOn() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady();
        AllyProcess second = AllyProcess.in(directory).start()) {
      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.err().lines()).singleElement().asString().contains("in use by another process of Ally");
      assertThat(ally.isReady()).isTrue();
    }
  }

  @Test
  void aDatabaseThatIsKilledComesBackWithoutHelp() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      long killed = postmaster().orElseThrow();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      ally.await(() -> postmaster().filter(pid -> pid != killed).isPresent());
      ally.await(ally::isReady);
      assertThat(ally.get("/login").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void toldToStopWhileItStartsItStopsAndLeavesNothingRunning() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start()) {
      ally.await(() -> postmaster().isPresent());
      long postmaster = postmaster().orElseThrow();
      assertThat(ally.terminate().exit(PROMISED_STOP)).isZero();
      assertThat(Postmasters.runs(postmaster)).isFalse();
    }
  }

  @Test
  void aPlainUserServesToo() throws Exception {
    Tools.needRoot();
    Tools.need("setpriv");
    Path home = Files.createTempDirectory("ally-plain");
    try {
      Path jar = home.resolve("ally.jar");
      Files.copy(Path.of("target/ally.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      try (AllyProcess ally = AllyProcess.in(home).jar(jar)
          .through("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups").start().awaitReady()) {
        assertThat(ally.get("/").statusCode()).isEqualTo(200);
        assertThat(Files.getAttribute(home.resolve("ally-data"), "unix:uid")).isEqualTo(65_534);
        assertThat(ally.terminate().exit(PROMISED_STOP)).isZero();
      }
    } finally {
      delete(home);
    }
  }

  @Test
  void rootWithoutUserNamespacesIsToldWhatToDo() throws Exception {
    Tools.needRoot();
    Path programs = Files.createDirectories(directory.resolve("bin"));
    Files.createSymbolicLink(programs.resolve("id"), Path.of("/usr/bin/id"));
    try (AllyProcess ally = AllyProcess.in(directory).with("PATH", programs.toString()).start()) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.err().lines()).singleElement().asString()
          .contains("PostgreSQL does not run as root").contains("ALLY_DATABASE_URI");
    }
  }

  @Test
  void wrongSettingsAreToldAndNothingStarts() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory)
        .with("ALLY_HTTP_PORT", "x").with("ALLY_ISSUER", "a:b").with("ALLY_SIGN_UP", "closed")
        .with("ALLY_LOG_FORMAT", "json").start("serve")) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.err().lines()).hasSize(3).anyMatch(line -> line.startsWith("ALLY_SIGN_UP is not a setting"));
      assertThat(ally.out()).isEmpty();
      assertThat(directory.resolve("ally-data")).doesNotExist();
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndWhatWasStartedIsStopped() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        AllyProcess ally = AllyProcess.unpackedIn(directory)
            .with("ALLY_HTTP_PORT", Integer.toString(taken.getLocalPort())).start()) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.err().lines()).singleElement().asString().startsWith("ALLY_HTTP_HOST, ALLY_HTTP_PORT: ");
      assertThat(postmaster()).isEmpty();
    }
  }

  @Test
  void toldToStopWhileAFailedStartIsUndoneItWaitsForThat() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        AllyProcess ally = AllyProcess.unpackedIn(directory)
            .with("ALLY_HTTP_PORT", Integer.toString(taken.getLocalPort())).start()) {
      ally.await(() -> postmaster().flatMap(Postmasters::checkpointer).isPresent());
      long postmaster = postmaster().orElseThrow();
      ProcessHandle checkpointer = Postmasters.checkpointer(postmaster).orElseThrow();
      // Without it PostgreSQL does not stop.
      Postmasters.signal(checkpointer, "STOP");
      ally.await(() -> Postmasters.isBeingStopped(ally.pid()));
      ally.terminate();
      assertThatThrownBy(() -> ally.exit(Duration.ofSeconds(1))).hasMessageContaining("has not ended");
      Postmasters.signal(checkpointer, "CONT");
      assertThat(ally.exit(PROMISED_STOP)).isNotZero();
      assertThat(Postmasters.runs(postmaster)).isFalse();
    }
  }

  @Test
  void anAddressThatIsNotThisMachinesIsNamed() throws Exception {
    for (String host : List.of("192.0.2.1", "nowhere.invalid")) {
      try (AllyProcess ally = AllyProcess.unpackedIn(directory).with("ALLY_MANAGEMENT_HOST", host).start()) {
        assertThat(ally.exit()).isEqualTo(1);
        assertThat(ally.err().lines()).singleElement().asString()
            .startsWith("ALLY_MANAGEMENT_HOST, ALLY_MANAGEMENT_PORT: cannot listen on " + host);
      }
    }
  }

  @Test
  void aLostKeyIsNamedAndNoneIsMadeInItsPlace() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      ally.terminate().exit(PROMISED_STOP);
    }
    Path key = directory.resolve("ally-data/totp.key");
    Files.delete(key);
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start()) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.err().lines()).singleElement().asString().contains("totp.key").contains("is needed");
      assertThat(key).doesNotExist();
    }
    Files.writeString(key, "A".repeat(43) + "=\n");
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start()) {
      assertThat(ally.exit()).isEqualTo(1);
      assertThat(ally.err().lines()).singleElement().asString().contains("totp.key lacks key ");
    }
  }

  @Test
  void anyFreePortIsFoundAndSaid() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory)
        .with("ALLY_HTTP_PORT", "0").with("ALLY_MANAGEMENT_PORT", "0").start().awaitReady()) {
      assertThat(ally.out()).containsPattern("Ally is ready: http://localhost:[1-9][0-9]+\n");
    }
  }

  private AllyProcess create(String email) throws IOException {
    return AllyProcess.in(directory).typing("correct horse battery staple\n")
        .start("account", "create", "--email", email, "--name", "A", "--password-stdin");
  }

  private Optional<Long> postmaster() {
    return Postmasters.in(directory.resolve("ally-data"));
  }

  private static void delete(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
